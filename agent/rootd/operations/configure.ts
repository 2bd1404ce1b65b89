// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err } from '#contract/result.ts';
import { placeFiles, wantedFiles } from '../app-files.ts';
import { planOf } from '../app-layout.ts';
import { placeUnits } from '../app-units.ts';
import { done, type Handler, recordOf } from '../context.ts';
import { applyFirewall } from '../firewall.ts';
import { refreshCaBundle } from '../trust.ts';
import { makeVolumes } from '../volumes.ts';

/** installation.configure: files, environment, units, volumes, firewall rule. Starts nothing. */
export const configure: Handler<'installation.configure'> = async ({ input, context, listener }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const { rootDigest } = record.value;
  if (rootDigest === null) return err(failure('internal', 'It has no release to configure yet.'));
  const secrets = await context.records.secrets(input.installation);
  const files = wantedFiles(
    record.value,
    secrets,
    planOf(record.value.package.manifest, context.plugins).engineFiles,
  );
  if (!files.ok) return files;
  await refreshCaBundle(context.host);
  await placeFiles(files.value, context.host);
  await placeUnits(record.value, rootDigest, context);
  const volumes = await makeVolumes(record.value, rootDigest, context, listener);
  if (!volumes.ok) return volumes;
  const guarded = await applyFirewall(context);
  return guarded.ok ? done : guarded;
};
