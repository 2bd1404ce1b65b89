// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { type Handler, recordOf } from '../context.ts';
import { readBuildSettings } from '../trust.ts';

/** root.build: finds or makes the sealed root of the current or the next release; the record points at it afterwards. */
export const rootBuild: Handler<'root.build'> = async ({ input, context, listener }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const { next } = record;
  if (input.release === 'next' && next === null)
    return err(failure('not-found', 'There is no prepared release to build.'));
  const settings = await readBuildSettings(context.host);
  const pack = input.release === 'next' && next ? next.package : record.package;
  return context.shared.run('roots', async () => {
    const built = await context.plugins.builder.build({ package: pack, settings }, context.host, listener);
    if (!built.ok) return built;
    const { digest, version, packages, bytes, reused } = built.value;
    const root = { rootDigest: digest, rootVersion: version };
    await context.records.write(
      input.release === 'next' && next ? { ...record, next: { ...next, ...root } } : { ...record, ...root },
    );
    return ok({ digest, version, packages, bytes, reused });
  });
};
