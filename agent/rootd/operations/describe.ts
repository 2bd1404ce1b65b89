// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { endpointOf } from '../app-layout.ts';
import { type Handler, recordOf } from '../context.ts';
import { rootdPaths } from '../rootd-paths.ts';

export const describe: Handler<'installation.describe'> = async ({ input, context }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const {
    package: pack,
    packageDigest,
    title,
    domain,
    publicPort,
    admin,
    settings,
    rootDigest,
  } = found.value;
  return ok({
    package: pack,
    packageDigest,
    title,
    domain,
    publicPort,
    endpoint: endpointOf(found.value),
    admin,
    settings,
    rootDigest,
    rootCaPem: await context.host.readText(rootdPaths.authority.root),
  });
};

export const hostInstallations: Handler<'host.installations'> = async ({ context }) => {
  const records = await context.records.all();
  return ok({
    installations: records.map(({ installation, user, title, domain }) => ({
      installation,
      user,
      title,
      domain,
    })),
  });
};
