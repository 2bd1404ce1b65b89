// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { Failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { Handler, RootdContext } from '../context.ts';
import { deleteGeneration } from '../delete-generation.ts';
import { generationsToDelete } from '../generations.ts';
import { rootsOf, withoutOldReleases } from '../releases.ts';
import { removeUnneededRoots } from '../unneeded-roots.ts';
import { releaseAll } from './release.ts';

/** A rehearsal takes minutes; a copy that is older was left by an operation that nobody went on with. */
const REHEARSAL_MS = 24 * 3600_000;

/** host.prune: what cannot be pruned of one installation keeps nobody else's from it; it is said at the end. */
export const prune: Handler<'host.prune'> = async ({ context, listener }) => {
  const before = await freeBytes(context.host);
  const failures: Failure[] = [];
  for (const { installation } of await context.records.all()) {
    const pruned = await context.installations.run(installation, () =>
      pruneInstallation(installation, context, listener),
    );
    if (!pruned.ok) failures.push(pruned.error);
  }
  await removeUnneededRoots(await oldRoots(context.host), context);
  const [first] = failures;
  if (first) return err(first);
  return ok({ freedBytes: Math.max(0, (await freeBytes(context.host)) - before) });
};

async function pruneInstallation(
  id: InstallationId,
  context: RootdContext,
  listener: Listener,
): Promise<Result<void, Failure>> {
  const record = await context.records.read(id);
  if (!record) return ok(undefined);
  const nowMs = context.host.nowMs();
  if (record.rehearsalOf !== null && nowMs - record.reservedAtMs > REHEARSAL_MS)
    return releaseAll(record, context, listener);
  let current = record;
  for (const generation of generationsToDelete(record, nowMs)) {
    const deleted = await deleteGeneration(current, generation, context);
    if (!deleted.ok) return deleted;
    current = deleted.value;
  }
  const trimmed = withoutOldReleases(current, nowMs);
  const dropped = rootsOf(current).filter((digest) => !rootsOf(trimmed).includes(digest));
  if (trimmed.next !== current.next || trimmed.previous.length !== current.previous.length)
    await context.records.write(trimmed);
  await removeUnneededRoots(dropped, context);
  return ok(undefined);
}

/** Roots of more than a day: a younger one may be about to get its first record. */
async function oldRoots(host: Host): Promise<string[]> {
  const found = await host.run(
    [
      'find',
      paths.roots,
      '-mindepth',
      '1',
      '-maxdepth',
      '1',
      '-type',
      'd',
      '-mtime',
      '+0',
      '-printf',
      '%f\\n',
    ],
    { timeoutMs: 60_000 },
  );
  return found.stdout.split('\n').filter((name) => /^[0-9a-f]{64}$/.test(name));
}

async function freeBytes(host: Host): Promise<number> {
  const shown = await host.run(['df', '--output=avail', '--block-size=1', paths.state], {
    timeoutMs: 20_000,
  });
  return Number(/(\d+)\s*$/.exec(shown.stdout)?.[1] ?? 0);
}
