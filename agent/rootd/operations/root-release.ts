// SPDX-License-Identifier: AGPL-3.0-or-later
import { done, type Handler } from '../context.ts';
import { removeUnneededRoots } from '../unneeded-roots.ts';

/** root.release: lets go of the root; it goes when nobody else needs it. */
export const rootRelease: Handler<'root.release'> = async ({ input, context }) => {
  const record = await context.records.read(input.installation);
  if (!record || record.rootDigest === null) return done;
  await context.records.write({ ...record, rootDigest: null, rootVersion: null });
  await removeUnneededRoots([record.rootDigest], context);
  return done;
};
