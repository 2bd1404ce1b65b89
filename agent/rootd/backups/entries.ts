// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host } from '#agent/host/host.ts';

/** What kind of thing each entry of a directory is, as find(1) says it; no link is followed. */
export async function entriesOf(directory: string, host: Host): Promise<Map<string, string>> {
  const found = await host.run(
    ['find', directory, '-mindepth', '1', '-maxdepth', '1', '-printf', '%y%f\\0'],
    { timeoutMs: 60_000 },
  );
  if (found.exitCode !== 0) throw new Error(`cannot look into ${directory}: ${found.stderr}`);
  return new Map(
    found.stdout
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => [entry.slice(1), entry.slice(0, 1)]),
  );
}
