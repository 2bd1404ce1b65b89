// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { parseJson } from './json-text.ts';
import { type Repository, restic } from './restic.ts';

const lock = z.object({
  hostname: z.string(),
  username: z.string(),
  pid: z.int(),
  time: z.string(),
});
type Lock = z.infer<typeof lock>;

/** After this long without a sign restic itself holds a lock for dead; it gives one every five minutes. */
const STALE_MS = 30 * 60_000;

/**
 * A restic that was killed leaves its lock. Takes such locks away when every one that is there is of this host and its
 * process is gone (or has been silent for half an hour, whoever's it is). True when that was done. Another restic may be at work
 * elsewhere: retention on a store is kept by the store itself, as another user than root.
 */
export async function freeDeadLocks(repository: Repository, host: Host): Promise<boolean> {
  const listed = await restic({ repository, args: ['list', 'locks', '--no-lock'] }, host);
  const ids = listed.stdout.split('\n').filter((line) => /^[0-9a-f]{64}$/.test(line.trim()));
  if (listed.exitCode !== 0 || ids.length === 0) return false;
  const ourUser = repository.user ?? 'root';
  const hostname = ((await host.readText('/proc/sys/kernel/hostname')) ?? '').trim();
  for (const id of ids) {
    const shown = await restic({ repository, args: ['cat', 'lock', id.trim(), '--no-lock'] }, host);
    // It was taken away meanwhile: whoever held it has ended.
    if (shown.exitCode !== 0) continue;
    const parsed = lock.safeParse(parseJson(shown.stdout));
    if (!parsed.success || !(await isDead(parsed.data, { hostname, ourUser }, host))) return false;
  }
  return (await restic({ repository, args: ['unlock'] }, host)).exitCode === 0;
}

async function isDead(
  found: Lock,
  { hostname, ourUser }: { hostname: string; ourUser: string },
  host: Host,
): Promise<boolean> {
  if (host.nowMs() - Date.parse(found.time) > STALE_MS) return true;
  if (found.hostname !== hostname || found.username !== ourUser) return false;
  return ((await host.readText(`/proc/${found.pid}/comm`)) ?? '').trim() !== 'restic';
}
