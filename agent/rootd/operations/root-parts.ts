// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import { partsOf } from '#agent/roots/closure.ts';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { rootParts } from '#contract/root-parts.ts';
import { type Handler, recordOf } from '../context.ts';

/** root.parts: from closure.json, which may have come out of a backup that somebody changed. */
export const partsOfRoot: Handler<'root.parts'> = async ({ input, context }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const { rootDigest: digest } = found.value;
  if (digest === null) return ok({ root: null });
  const text = await context.host.readText(`${paths.roots}/${digest}/closure.json`);
  const read = rootParts.safeParse({ digest, parts: text === null ? null : partsOf(text) });
  if (!read.success) return err(failure('not-found', 'It is not written what its program is made of.'));
  return ok({ root: read.data });
};
