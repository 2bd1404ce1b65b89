// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { TreeEntry } from '#agent/host/tree.ts';
import { lockedShadow, type SealInput, sealPlan } from './seal-plan.ts';

const file = (path: string, extra: Partial<TreeEntry> = {}): TreeEntry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 10,
  mtimeMs: 0,
  target: null,
  ...extra,
});
const directory = (path: string): TreeEntry => file(path, { type: 'directory', mode: 0o755, size: 0 });
const link = (path: string, target: string): TreeEntry =>
  file(path, { type: 'link', mode: 0o777, size: 0, target });

const plan = (entries: TreeEntry[], extra: Partial<SealInput> = {}) =>
  sealPlan({
    entries,
    owned: new Set(),
    copies: new Set(),
    keepGenerated: [],
    directories: [],
    files: [],
    shadow: null,
    javaTrust: null,
    kind: 'root',
    ...extra,
  });
const removed = (entries: TreeEntry[], extra: Partial<SealInput> = {}) =>
  plan(entries, extra)
    .changes.filter((change) => change.kind === 'remove')
    .map((change) => change.path);

describe('what scripts made in /etc and /var', () => {
  it('goes, because it may be a secret that installations would share', () => {
    const entries = [
      directory('/etc'),
      file('/etc/app.key'),
      file('/var/lib/app/secret'),
      file('/usr/lib/x.pyc'),
    ];
    expect(removed(entries)).toEqual(['/etc/app.key', '/var/lib/app/secret']);
  });

  it('stays when a package owns it, when the package names it, when it is empty, or a copy of what a package owns', () => {
    const entries = [
      file('/etc/owned.conf'),
      file('/etc/app/kept.conf'),
      file('/etc/app/deep/kept'),
      file('/etc/empty', { size: 0 }),
      file('/etc/php.ini'),
      directory('/var/lib/made'),
    ];
    const extra = {
      owned: new Set(['/etc/owned.conf']),
      keepGenerated: ['/etc/app/kept.conf', '/etc/app/deep'],
      copies: new Set(['/etc/php.ini']),
    };
    expect(removed(entries, extra)).toEqual([]);
  });

  it('stays where a working tree needs it', () => {
    const entries = [
      '/etc/passwd',
      '/etc/ld.so.cache',
      '/etc/ssl/certs/ca-certificates.crt',
      '/var/lib/dpkg/status',
      '/etc/pam.d/common-auth',
      '/etc/php/8.4/mods-available/gd.ini',
    ].map((path) => file(path));
    expect(removed(entries)).toEqual([]);
  });

  it('takes the generated key of ssl-cert and the link that names it', () => {
    const entries = [
      file('/etc/ssl/certs/ssl-cert-snakeoil.pem'),
      link('/etc/ssl/certs/4d3c2b1a.0', 'ssl-cert-snakeoil.pem'),
      link('/etc/ssl/certs/root.pem', '/usr/share/ca-certificates/root.crt'),
      file('/etc/ssl/private/ssl-cert-snakeoil.key'),
    ];
    expect(removed(entries)).toEqual([
      '/etc/ssl/certs/ssl-cert-snakeoil.pem',
      '/etc/ssl/private/ssl-cert-snakeoil.key',
      '/etc/ssl/certs/4d3c2b1a.0',
    ]);
  });

  it('logs and caches go, their directories stay', () => {
    const entries = [
      directory('/var/log/nginx'),
      file('/var/log/dpkg.log'),
      file('/var/cache/debconf/config.dat'),
    ];
    expect(removed(entries)).toEqual(['/var/log/dpkg.log', '/var/cache/debconf/config.dat']);
  });

  it('of a base stays, but for logs and copies', () => {
    const entries = [file('/var/cache/debconf/config.dat'), file('/var/log/dpkg.log'), file('/etc/passwd-')];
    expect(removed(entries, { kind: 'base' })).toEqual(['/var/log/dpkg.log', '/etc/passwd-']);
  });
});

it('devices, sockets and pipes go wherever they are; /tmp and /run are emptied', () => {
  const entries = [
    file('/usr/lib/disk', { type: 'device', size: 0 }),
    file('/var/lib/app.sock', { type: 'socket', size: 0 }),
    file('/tmp/left'),
    file('/run/app.pid'),
  ];
  expect(removed(entries)).toEqual(['/usr/lib/disk', '/var/lib/app.sock', '/tmp/left', '/run/app.pid']);
});

it('setuid and setgid bits of files are taken away', () => {
  const changes = plan([
    file('/usr/bin/su', { mode: 0o4755 }),
    file('/usr/bin/wall', { mode: 0o2755 }),
  ]).changes;
  expect(changes.filter((change) => change.kind === 'mode')).toEqual([
    { kind: 'mode', path: '/usr/bin/su', mode: 0o755 },
    { kind: 'mode', path: '/usr/bin/wall', mode: 0o755 },
  ]);
});

it('what the build user made becomes root’s and is writable by nobody else', () => {
  const changes = plan([file('/opt/app/index.js', { mode: 0o666, uid: 29_999, gid: 29_999 })]).changes;
  expect(changes).toContainEqual({ kind: 'mode', path: '/opt/app/index.js', mode: 0o644 });
  expect(changes).toContainEqual({ kind: 'owner', path: '/opt/app/index.js', uid: 0, gid: 0 });
});

describe('mount points', () => {
  it('are made only where they are missing', () => {
    const changes = plan([directory('/var'), directory('/var/lib')], {
      directories: ['/var/lib/app'],
      files: ['/etc/app/app.conf'],
    }).changes;
    const made = changes.map((change) => `${change.kind} ${change.path}`);
    expect(made).toContain('directory /var/lib/app');
    expect(made).not.toContain('directory /var/lib');
    expect(made.slice(-2)).toEqual(['directory /etc/app', 'write /etc/app/app.conf']);
  });

  it('below a link are made where it leads inside the tree', () => {
    const changes = plan([directory('/srv'), link('/var/www', '/srv')], {
      directories: ['/var/www/files'],
    }).changes;
    expect(changes.at(-1)).toEqual({ kind: 'directory', path: '/srv/files', mode: 0o755 });
  });

  it('below a relative link that climbs out stay in the tree', () => {
    const changes = plan([directory('/var'), link('/var/www', '../../../../home')], {
      directories: ['/var/www/files'],
    }).changes;
    expect(changes.at(-1)).toEqual({ kind: 'directory', path: '/home/files', mode: 0o755 });
  });
});

it('passwords are locked and the day of the build is taken out of /etc/shadow', () => {
  expect(lockedShadow('root:*:20780:0:99999:7:::\napp:$y$j9T$x:20780:0:99999:7:::\n')).toBe(
    'root:*:20000:0:99999:7:::\napp:!:20000:0:99999:7:::\n',
  );
});

it('what a package gives to an account of its own can be read by the app, which is another', () => {
  const entries = [
    { ...directory('/var/lib/wiki'), mode: 0o700, uid: 33 },
    file('/var/lib/wiki/start.txt', { mode: 0o640, uid: 33, gid: 33 }),
    file('/etc/gshadow', { mode: 0o640, gid: 42 }),
    { ...directory('/root'), mode: 0o700 },
  ];
  const owned = new Set(entries.map((entry) => entry.path));
  const modes = (kind: 'root' | 'base') =>
    plan(entries, { kind, owned }).changes.filter((change) => change.kind === 'mode');
  expect(modes('root')).toEqual([
    { kind: 'mode', path: '/var/lib/wiki', mode: 0o755 },
    { kind: 'mode', path: '/var/lib/wiki/start.txt', mode: 0o644 },
  ]);
  expect(modes('base')).toEqual([]);
});
