// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { type Handler, recordOf } from '../context.ts';
import { readBuildSettings } from '../trust.ts';

/** root.build: finds or makes the sealed root; the record points at it afterwards. */
export const rootBuild: Handler<'root.build'> = async ({ input, context, listener }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const settings = await readBuildSettings(context.host);
  const built = await context.shared.run('roots', () =>
    context.plugins.builder.build({ package: record.value.package, settings }, context.host, listener),
  );
  if (!built.ok) return built;
  const { digest, version, packages, bytes, reused } = built.value;
  await context.records.write({ ...record.value, rootDigest: digest, rootVersion: version });
  return ok({ digest, version, packages, bytes, reused });
};
