// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Manifest } from './manifest.ts';
import type { ManifestCommand, ManifestProcess } from './run.ts';

/**
 * The argv to execute inside the root for a command of the manifest. A line becomes `/bin/sh -c <line>`.
 * argv[0] is an absolute path; or a path with a slash, below `/` for apt and below /opt/app otherwise
 * (hooks: their own scripts are arguments, as in `["php", "hooks/install.php"]`); or a bare name:
 * `node` and `npm` are /opt/node/bin/..., names of an npm app's own programs /opt/app/node_modules/.bin/...
 * when written with a slash, `python` and `pip` of a pypi app /opt/app/bin/..., any other name /usr/bin/<name>.
 */
export function commandArgv(command: ManifestCommand, source: Manifest['source']['type']): string[] {
  if (typeof command === 'string') return ['/bin/sh', '-c', command];
  const [program = '', ...rest] = command;
  return [programPath(program, source), ...rest];
}

/** PATH of processes and hooks. */
export const APP_PATH =
  '/opt/app/bin:/opt/app/node_modules/.bin:/opt/node/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

function programPath(program: string, source: Manifest['source']['type']): string {
  if (program.startsWith('/')) return program;
  if (program.includes('/')) return source === 'apt' ? `/${program}` : `/opt/app/${program}`;
  if (source === 'npm' && (program === 'node' || program === 'npm')) return `/opt/node/bin/${program}`;
  if (source === 'pypi' && (program === 'python' || program === 'python3' || program === 'pip')) {
    return `/opt/app/bin/${program}`;
  }
  return `/usr/bin/${program}`;
}

/** All processes of an app that is not PHP, in the order given; `[run] start` is one named web on the port. */
export function processesOf(manifest: Manifest): ManifestProcess[] {
  const start = manifest.run.start;
  const web: ManifestProcess[] =
    start === undefined ? [] : [{ name: 'web', command: start, kind: 'web', after: [], listens: 'port' }];
  return [
    ...web,
    ...manifest.processes.map((process) =>
      process.kind === 'web' ? { ...process, listens: process.listens ?? ('port' as const) } : process,
    ),
  ];
}

/** An app that is files only: a document root and nothing that answers requests. */
export function servesFilesOnly(manifest: Pick<Manifest, 'php' | 'build' | 'processes' | 'run'>): boolean {
  return (
    manifest.build['document-root'] !== undefined &&
    manifest.php === undefined &&
    manifest.run.start === undefined &&
    manifest.processes.every((process) => process.kind !== 'web')
  );
}

/** Whether visitors are answered on /run/hop3/web.sock or on the port of 127.0.0.1. A guard: on the socket. */
export function webListens(manifest: Manifest): 'port' | 'socket' {
  return manifest.guard ? 'socket' : appListens(manifest);
}

/** Whether the app itself answers on the socket or on its allocated port. PHP and files: the socket. */
export function appListens(manifest: Manifest): 'port' | 'socket' {
  if (manifest.php || servesFilesOnly(manifest)) return 'socket';
  return processesOf(manifest).find((process) => process.kind === 'web')?.listens ?? 'port';
}
