// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { bytesOf } from '#contract/manifest/strings.ts';
import type { Package } from '#contract/package.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { StepContext } from '../step.ts';
import { bytesText } from '../wording.ts';

/** For a sealed root, what its building needs, and the copies of logs that everything leaves. */
export const RELEASE_ROOM_BYTES = 1_000_000_000;
/** Left free whatever else is there: a full disk stops every app of the server. */
const SPARE_BYTES = 300_000_000;

/** Whether the server has the disk, and the memory for a second one of the app where one will run. */
export async function lookForRoom(
  context: StepContext,
  wanted: { readonly bytes: number; readonly secondOne: Package | null },
): Promise<Result<string, Failure>> {
  const facts = await context.hostConnection.facts();
  if (!facts.ok) return facts;
  const { diskFreeBytes, memoryAvailableBytes } = facts.value;
  const bytes = wanted.bytes + SPARE_BYTES;
  if (diskFreeBytes < bytes) {
    return err(
      failure(
        'not-enough-disk',
        `Not enough space: ${bytesText(diskFreeBytes)} free, ${bytesText(bytes)} wanted.`,
        { remedy: 'Make room on the server, then try again. Nothing was changed.' },
      ),
    );
  }
  const least = wanted.secondOne === null ? 0 : bytesOf(wanted.secondOne.manifest.limits.memory) / 4;
  if (memoryAvailableBytes < least) {
    return err(
      failure(
        'not-enough-memory',
        `Not enough memory to try it on a copy: ${bytesText(memoryAvailableBytes)} free, ${bytesText(least)} wanted.`,
        { remedy: 'Stop something else on the server for a moment, then try again. Nothing was changed.' },
      ),
    );
  }
  return ok(`${bytesText(diskFreeBytes)} free`);
}
