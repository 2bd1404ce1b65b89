// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Manifest } from '#contract/manifest/manifest.ts';

/**
 * Lines of restic's --exclude-file for what [backup] of a package says. Pure. `data`: where /data of the app is seen.
 * The last pattern that fits decides, and one with `!` takes a file back in. `paths` are not given to restic as what it
 * should read: a part of one could be a link, which it would follow.
 */
export function excludeLines(backup: Manifest['backup'], data: string): string[] {
  return [
    ...onlyPaths(backup.paths).map(([sign, path]) => `${sign}${data}/${path}`),
    ...backup.exclude.map((pattern) => `${data}/${pattern}`),
    // Copied consistently, beside.
    ...backup.sqlite.flatMap((path) =>
      ['', '-wal', '-shm', '-journal'].map((end) => `${data}/${path}${end}`),
    ),
  ];
}

/** Nothing of each directory on the way but the next step. */
function onlyPaths(paths: readonly string[]): ['' | '!', string][] {
  if (paths.length === 0) return [];
  const directories = new Set<string>(['']);
  for (const path of paths) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) directories.add(parts.slice(0, depth).join('/'));
  }
  // A path below another one that is taken whole must not be closed again.
  const isTaken = (directory: string) =>
    paths.some((path) => directory === path || directory.startsWith(`${path}/`));
  const lines: ['' | '!', string][] = [];
  for (const directory of [...directories].filter((one) => !isTaken(one)).sort()) {
    if (directory !== '') lines.push(['!', directory]);
    lines.push(['', directory === '' ? '*' : `${directory}/*`]);
  }
  return [...lines, ...paths.map((path): ['!', string] => ['!', path])];
}
