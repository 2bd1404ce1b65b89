// SPDX-License-Identifier: AGPL-3.0-or-later
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { listTree } from '#agent/host/tree.ts';
import type { Package } from '#contract/package.ts';
import type { Builder, BuildSettings } from './contract.ts';

/** On a real host, as root. `pack` is any small package of the builder's; `program` prints `prints` in its root. */
export interface BuilderSubject {
  readonly builder: Builder;
  readonly settings: BuildSettings;
  readonly host: Host;
  readonly pack: Package;
  readonly program: readonly [string, ...string[]];
  readonly prints: string;
  /** Makes the builder forget what it built, so that it builds again. */
  forget(): Promise<void>;
}

export interface BuilderCheck {
  readonly name: string;
  run(subject: BuilderSubject): Promise<void>;
}

const silent = { log: () => undefined, note: () => undefined };

async function built({ builder, settings, host }: BuilderSubject, pack: Package) {
  const result = await builder.build({ package: pack, settings }, host, silent);
  ok(result.ok, result.ok ? '' : `${result.error.code}: ${result.error.message}\n${result.error.detail}`);
  return result.value;
}

async function traces(host: Host): Promise<string[]> {
  const units = await host.run([
    'systemctl',
    'list-units',
    '--all',
    '--no-legend',
    '--plain',
    'hop3-build-*',
  ]);
  return [...(await host.list(`${paths.state}/builds`)), ...units.stdout.split('\n').filter(Boolean)];
}

/** The suite that every builder passes, in this order. */
export const builderConformance: readonly BuilderCheck[] = [
  {
    name: 'the same package is built once and then found',
    run: async (subject) => {
      await subject.forget();
      const first = await built(subject, subject.pack);
      equal(first.reused, false);
      const second = await built(subject, subject.pack);
      deepEqual(second, { ...first, reused: true });
    },
  },
  {
    name: 'building it again makes the same bits',
    run: async (subject) => {
      const first = await built(subject, subject.pack);
      await subject.forget();
      const again = await built(subject, subject.pack);
      deepEqual(again, first.reused ? { ...first, reused: false } : first);
    },
  },
  {
    name: 'the tree is root’s, without setuid bits, devices, sockets or leftovers of builds',
    run: async (subject) => {
      const { digest } = await built(subject, subject.pack);
      const tree = paths.rootTree(digest);
      for (const entry of await listTree(tree)) {
        ok(!['device', 'socket', 'fifo'].includes(entry.type), entry.path);
        ok(entry.type !== 'file' || (entry.mode & 0o6000) === 0, `${entry.path} is setuid`);
        ok(entry.uid < 1000 || entry.uid === 65_534, `${entry.path} belongs to ${entry.uid}`);
        if (entry.path.startsWith('/opt/app/')) equal(entry.uid, 0, entry.path);
      }
      const mode = await subject.host.run(['stat', '-c', '%a %U', `${paths.roots}/${digest}`]);
      equal(mode.stdout.trim(), '700 root');
      equal((await subject.host.readText(`${tree}/etc/machine-id`)) ?? 'none', '');
      deepEqual(await traces(subject.host), []);
    },
  },
  {
    name: 'the places where things are bound are there',
    run: async (subject) => {
      const tree = paths.rootTree((await built(subject, subject.pack)).digest);
      const places = [
        '/data',
        '/config',
        '/package',
        '/etc/resolv.conf',
        '/etc/passwd',
        '/etc/group',
        '/etc/hosts',
      ];
      for (const volume of subject.pack.manifest.volumes) places.push(volume.target);
      for (const place of places) ok(await subject.host.exists(`${tree}${place}`), place);
    },
  },
  {
    name: 'the program runs in it under systemd, read-only',
    run: async (subject) => {
      const tree = paths.rootTree((await built(subject, subject.pack)).digest);
      const result = await subject.host.run([
        'systemd-run',
        '--quiet',
        '--pipe',
        '--wait',
        '--collect',
        '-p',
        `RootDirectory=${tree}`,
        ...['ProtectSystem=strict', 'PrivateUsers=yes', 'PrivateDevices=yes', 'MountAPIVFS=yes'].flatMap(
          (item) => ['-p', item],
        ),
        ...['NoNewPrivileges=yes', 'CapabilityBoundingSet=', 'User=nobody'].flatMap((item) => ['-p', item]),
        '--',
        ...subject.program,
      ]);
      ok(`${result.stdout}${result.stderr}`.includes(subject.prints), `${result.stdout}\n${result.stderr}`);
    },
  },
  {
    name: 'two builds of one package at once give one root',
    run: async (subject) => {
      await subject.forget();
      const [first, second] = await Promise.all([built(subject, subject.pack), built(subject, subject.pack)]);
      equal(first?.digest, second?.digest);
      deepEqual([first?.reused, second?.reused].sort(), [false, true]);
    },
  },
  {
    name: 'what a killed build left is swept',
    run: async (subject) => {
      const left = `${paths.state}/builds/00000000deadbeef`;
      await subject.host.makeDirectory(`${left}/tree/etc`);
      await subject.host.writeAtomic(
        `${left}/owner.json`,
        JSON.stringify({ pid: 1, started: 'another', boot: 'another' }),
      );
      await subject.forget();
      await built(subject, subject.pack);
      deepEqual(await traces(subject.host), []);
    },
  },
  {
    name: 'a root can be removed, twice, and is built again when wanted',
    run: async (subject) => {
      const { digest } = await built(subject, subject.pack);
      await subject.builder.remove(digest, subject.host);
      await subject.builder.remove(digest, subject.host);
      equal(await subject.host.exists(`${paths.roots}/${digest}`), false);
      const again = await built(subject, subject.pack);
      equal(again.digest, digest);
      equal(again.reused, false);
    },
  },
];
