// SPDX-License-Identifier: AGPL-3.0-or-later

import { withoutUnprintable } from '#agent/host/control-characters.ts';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { ProxyPlugin } from '../contract.ts';
import { type NginxFacts, renderBase, renderSite } from './render-site.ts';

const BASE = '/etc/nginx/conf.d/hop3.conf';
/** What Debian's package enables: a default server that would answer for names that nobody has. */
const DEBIAN_DEFAULT_SITE = '/etc/nginx/sites-enabled/default';

const siteFile = (user: string): string => `${paths.nginxSites}/${user}.conf`;

export const nginx: ProxyPlugin = {
  name: 'nginx',

  prepare: async (host) => {
    await host.makeDirectory(paths.nginxSites, { mode: 0o755, uid: 0, gid: 0 });
    // Once there it is the ACME client's.
    if (!(await host.exists(paths.acmeWebroot)))
      await host.makeDirectory(paths.acmeWebroot, { mode: 0o755, uid: 0, gid: 0 });
    await host.removeFile(DEBIAN_DEFAULT_SITE);
    const changed = await change(BASE, renderBase(await facts(host), paths.nginxSites), host);
    if (!changed.ok) return changed;
    const enabled = await host.run(['systemctl', 'enable', '--quiet', 'nginx.service'], {
      timeoutMs: 60_000,
    });
    if (enabled.exitCode !== 0)
      return err(failure('proxy-refused', 'nginx cannot be enabled.', { detail: tail(enabled.stderr) }));
    return ok(undefined);
  },

  open: async (site, host) => change(siteFile(site.user), renderSite(site, await facts(host)), host),

  close: async (user, host) => change(siteFile(user), null, host),

  reload: async (host) => {
    const tested = await test(host);
    return tested.ok ? reload(host) : tested;
  },

  inventory: async (user, host) => {
    const names = await host.list(paths.nginxSites);
    return names.filter((name) => name.startsWith(`${user}.`)).map((name) => `${paths.nginxSites}/${name}`);
  },
};

/** Puts a file in its place (null: takes it away) when the whole configuration passes with it; else all stays as it was. */
async function change(path: string, text: string | null, host: Host): Promise<Result<void, Failure>> {
  const before = await host.readText(path);
  const same = before === text;
  if (!same) await place(path, text, host);
  const tested = await test(host);
  if (!tested.ok) {
    if (!same) await place(path, before, host);
    return tested;
  }
  const reloaded = await reload(host);
  if (!reloaded.ok && !same) {
    await place(path, before, host);
    await reload(host);
  }
  return reloaded;
}

async function test(host: Host): Promise<Result<void, Failure>> {
  const tested = await host.run(['nginx', '-t', '-q'], { timeoutMs: 60_000 });
  if (tested.exitCode === 0) return ok(undefined);
  return err(
    failure(
      'proxy-refused',
      'The web server of this host (nginx) refused the new configuration; it goes on with the old one.',
      {
        remedy: 'Look at the details: often another site on this server uses the same port or name.',
        detail: tail(tested.stderr),
      },
    ),
  );
}

async function place(path: string, text: string | null, host: Host): Promise<void> {
  if (text === null) await host.removeFile(path);
  else await host.writeAtomic(path, text, { mode: 0o644 });
}

/**
 * Started when it is not running; else reloaded, and waited for: nginx reloads asynchronously, new workers have the
 * new configuration and old ones say in their title that they are shutting down.
 */
async function reload(host: Host): Promise<Result<void, Failure>> {
  const active = await host.run(['systemctl', 'is-active', '--quiet', 'nginx.service'], {
    timeoutMs: 30_000,
  });
  if (active.exitCode !== 0) {
    const started = await host.run(['systemctl', 'restart', 'nginx.service'], { timeoutMs: 90_000 });
    return started.exitCode === 0 ? ok(undefined) : err(await cannotStart(host, started.stderr));
  }
  const before = await workers(host);
  const reloaded = await host.run(['systemctl', 'reload', 'nginx.service'], { timeoutMs: 90_000 });
  if (reloaded.exitCode !== 0) return err(await cannotStart(host, reloaded.stderr));
  const until = host.nowMs() + 5000;
  while (host.nowMs() < until) {
    const now = await workers(host);
    if (now.length > 0 && now.every((pid) => !before.includes(pid))) return ok(undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return err(
    failure('proxy-refused', 'The web server of this host (nginx) did not take the new configuration.', {
      detail: tail(
        (await host.run(['journalctl', '--unit=nginx.service', '--lines=30', '--no-pager', '--output=cat']))
          .stdout,
      ),
    }),
  );
}

/** Process ids of the workers that take connections: those that are leaving say so in their title. */
async function workers(host: Host): Promise<string[]> {
  const shown = await host.run(['systemctl', 'show', '--property=MainPID', '--value', 'nginx.service'], {
    timeoutMs: 20_000,
  });
  const master = Number(shown.stdout.trim());
  if (!(master > 0)) return [];
  const children = (await host.readText(`/proc/${master}/task/${master}/children`)) ?? '';
  const found: string[] = [];
  for (const pid of children.split(' ').filter((text) => /^[0-9]+$/.test(text))) {
    const title = (await host.readText(`/proc/${pid}/cmdline`)) ?? '';
    if (title.includes('worker process') && !title.includes('shutting down')) found.push(pid);
  }
  return found;
}

async function cannotStart(host: Host, said: string): Promise<Failure> {
  const journal = await host.run([
    'journalctl',
    '--unit=nginx.service',
    '--lines=30',
    '--no-pager',
    '--output=cat',
  ]);
  return failure('proxy-refused', 'The web server of this host (nginx) does not start.', {
    remedy: 'Look at the details: often another program uses port 80 or 443.',
    detail: tail(`${said}\n${journal.stdout}`),
  });
}

async function facts(host: Host): Promise<NginxFacts> {
  const version = await host.run(['nginx', '-v'], { timeoutMs: 20_000 });
  const [, major = '0', minor = '0', patch = '0'] = /nginx\/(\d+)\.(\d+)\.(\d+)/.exec(version.stderr) ?? [];
  const number = Number(major) * 1e6 + Number(minor) * 1e3 + Number(patch);
  return { ipv6: await host.exists('/proc/net/if_inet6'), http2Directive: number >= 1_025_001 };
}

function tail(text: string): string {
  return withoutUnprintable(text).slice(-4000);
}
