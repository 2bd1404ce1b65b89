// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eq, sql } from 'drizzle-orm';
import { workerHeartbeats } from '#drizzle/schema/worker-heartbeats.ts';
import type { Database } from '#server/database/connection.ts';

export const HEARTBEAT_EVERY_MS = 5_000;
/** A worker that was silent for this long is taken for dead and its work is taken over. */
export const DEAD_AFTER_MS = 20_000;

/** `<this boot of this computer>-<pid>-<random>`: unique, and tells where a look at the pid means something. */
export const newExecutorId = (): string => `${bootId()}-${process.pid}-${randomBytes(4).toString('hex')}`;

function bootId(): string {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  };
  const text = `${read('/etc/machine-id')}${read('/proc/sys/kernel/random/boot_id')}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

export async function beat(db: Database, executor: string): Promise<void> {
  await db
    .insert(workerHeartbeats)
    .values({ executor, pid: process.pid })
    .onConflictDoUpdate({ target: workerHeartbeats.executor, set: { seenAt: sql`now()` } });
}

export async function stopBeating(db: Database, executor: string): Promise<void> {
  await db.delete(workerHeartbeats).where(eq(workerHeartbeats.executor, executor));
}

/** Executors whose work must not be taken over. Forgets the dead ones of long ago. */
export async function livingExecutors(db: Database): Promise<Set<string>> {
  await db.delete(workerHeartbeats).where(sql`${workerHeartbeats.seenAt} < now() - interval '1 hour'`);
  const rows = await db
    .select({ executor: workerHeartbeats.executor })
    .from(workerHeartbeats)
    .where(sql`${workerHeartbeats.seenAt} > now() - make_interval(secs => ${DEAD_AFTER_MS / 1000})`);
  return new Set(rows.map((row) => row.executor).filter((executor) => !isGone(executor)));
}

/** Whether the executor was a process of this boot of this computer that is no more: then nobody need wait. */
export function isGone(executor: string): boolean {
  const [boot, pid] = executor.split('-');
  if (boot !== bootId() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
