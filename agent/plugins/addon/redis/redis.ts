// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import { inRoot, paths } from '#agent/host/paths.ts';
import { ensureServicePackage } from '#agent/host/service-package.ts';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import type { Addon, AddonOwner } from '../contract.ts';
import { dumpFailure } from '../dump-failure.ts';
import { placeData, saveData } from './dump.ts';
import { redisUnit } from './unit.ts';

const SERVICE = { title: 'Redis', packages: ['redis-server'] } as const;
const PROGRAM = '/usr/bin/redis-server';
/** The package's own instance, which would listen on a port of the loopback for everybody. */
const DEFAULT_UNIT = 'redis-server.service';
const MEMORY_MB = 64;

const unitName = (owner: AddonOwner): string => `${owner.user}-addon-redis.service`;
const unitFile = (owner: AddonOwner): string => `${paths.units}/${unitName(owner)}`;
const dataDirectory = (owner: AddonOwner): string => `${owner.stateDirectory}/redis`;
const socketFile = (owner: AddonOwner): string => `${paths.run(owner.user)}/redis.sock`;

/**
 * A redis of the installation's own, run as its Unix user, with a socket in its run directory that only that user
 * may open. (One shared by all would show everybody's key names to everybody.)
 */
export const redis: Addon = {
  type: 'redis',
  prepare: async (host, listener) => {
    const isNew = !(await host.exists(PROGRAM));
    // Masked before it is installed, so that it never listens.
    if (isNew) await host.run(['systemctl', 'mask', DEFAULT_UNIT]);
    const installed = await ensureServicePackage(SERVICE, host, listener);
    return installed.ok ? ok(undefined) : installed;
  },
  create: async (_request, owner, host, listener) => {
    const there = await redis.prepare(host, listener);
    if (!there.ok) return there;

    const own = { uid: owner.uid, gid: owner.uid };
    await host.makeDirectory(paths.installations, { mode: 0o700 });
    await host.makeDirectory(dataDirectory(owner), { mode: 0o700, ...own });
    if (!(await host.exists(paths.run(owner.user)))) {
      await host.makeDirectory(paths.run(owner.user), { mode: 0o750, ...own });
    }
    const socket = `${inRoot.run}/redis.sock`;
    const attributes = { SOCKET: socket, REDIS_URL: `unix://${socket}` };
    const version = await versionOf(host);
    // The one instance runs on the live generation; another is files only.
    if (!owner.live) return ok({ version, attributes });
    const unit = redisUnit({
      user: owner.user,
      dataDirectory: dataDirectory(owner),
      socketDirectory: paths.run(owner.user),
      memoryMb: MEMORY_MB,
    });
    const before = await host.readText(unitFile(owner));
    const changed = before !== unit;
    if (changed) {
      await host.writeAtomic(unitFile(owner), unit, { mode: 0o644 });
      await host.run(['systemctl', 'daemon-reload']);
      // It saves what it has where it was started; then it is started where the unit says.
      if (before !== null) await host.run(['systemctl', 'stop', unitName(owner)], { timeoutMs: 120_000 });
    }
    const started = await host.run(['systemctl', 'enable', '--now', unitName(owner)], { timeoutMs: 120_000 });
    if (started.exitCode !== 0) {
      const log = await host.run([
        'journalctl',
        '--no-pager',
        '-o',
        'cat',
        '-n',
        '20',
        '-u',
        unitName(owner),
      ]);
      return err(
        failure('addon-failed', 'Redis does not start on the server.', {
          remedy: 'Try again; if it stays so, look at its log on the server.',
          detail: `${started.stderr}\n${log.stdout}`.replace(/[^\P{Cc}\n]/gu, '').slice(-4000),
        }),
      );
    }
    listener.note(`Made a Redis ${version} that only this app can open`);
    return ok({ version, attributes });
  },
  remove: async (owner, host) => {
    if (await host.exists(unitFile(owner))) {
      const stopped = await host.run(['systemctl', 'disable', '--now', unitName(owner)], {
        timeoutMs: 120_000,
      });
      if (stopped.exitCode !== 0) {
        return err(
          failure('addon-failed', 'Redis of this app does not stop.', {
            remedy: 'Try again.',
            detail: stopped.stderr.slice(-4000),
          }),
        );
      }
      await host.removeFile(unitFile(owner));
      await host.run(['systemctl', 'daemon-reload']);
      await host.run(['systemctl', 'reset-failed', unitName(owner)]);
    }
    await host.removeFile(socketFile(owner));
    await host.removeTree(dataDirectory(owner));
    return ok(undefined);
  },
  dump: async (_request, owner, directory, host) => {
    const data = dataDirectory(owner);
    if (!(await host.exists(data))) return ok({ version: majorOf(await versionOf(host)) });
    const sockets = (await runsOn(owner, host)) ? paths.run(owner.user) : null;
    const saved = await saveData(owner, { data, sockets, directory }, host);
    if (saved.exitCode !== 0) return err(dumpFailure('Redis', 'write its dump', saved));
    return ok({ version: majorOf(await versionOf(host)) });
  },
  restore: async (request, owner, directory, host, listener) => {
    // One that runs on this generation would write over the file when it ends.
    const wasRunning = await runsOn(owner, host);
    if (wasRunning) await host.run(['systemctl', 'stop', unitName(owner)], { timeoutMs: 120_000 });
    else {
      const made = await redis.create(request, { ...owner, live: false }, host, listener);
      if (!made.ok) return made;
    }
    const placed = await placeData(owner, { data: dataDirectory(owner), directory }, host);
    if (placed.exitCode !== 0) return err(dumpFailure('Redis', 'read the dump', placed));
    if (!wasRunning) return ok(undefined);
    const started = await redis.create(request, owner, host, listener);
    return started.ok ? ok(undefined) : started;
  },
  removeState: async (owner, host) => {
    if (await runsOn(owner, host)) {
      await host.run(['systemctl', 'stop', unitName(owner)], { timeoutMs: 120_000 });
    }
    await host.removeTree(dataDirectory(owner));
    return ok(undefined);
  },
  inventory: async (owner, host) => {
    const listed = await host.run(['systemctl', 'show', '--property=LoadState,ActiveState', unitName(owner)]);
    const isLoaded = /^LoadState=loaded$/m.test(listed.stdout) || /^ActiveState=active$/m.test(listed.stdout);
    const unitThere = isLoaded || (await host.exists(unitFile(owner)));
    return {
      databases: [],
      roles: [],
      units: unitThere ? [unitName(owner)] : [],
      directories: (await host.exists(dataDirectory(owner))) ? [dataDirectory(owner)] : [],
    };
  },
  // Its socket is in the app's run directory, which every app sees as its own.
  binds: () => [],
  after: (owner) => [unitName(owner)],
};

const majorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/** Whether the instance runs, and on this generation's files. */
async function runsOn(owner: AddonOwner, host: Host): Promise<boolean> {
  const unit = await host.readText(unitFile(owner));
  if (!unit?.includes(`BindPaths=${dataDirectory(owner)}:`)) return false;
  return (await host.run(['systemctl', 'is-active', '--quiet', unitName(owner)])).exitCode === 0;
}

async function versionOf(host: Host): Promise<string> {
  const result = await host.run([PROGRAM, '--version']);
  return /v=([0-9.]+)/.exec(result.stdout)?.[1] ?? 'of the distribution';
}
