// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import { ok } from '#contract/result.ts';
import { behindGuard, endpointOf } from '../app-layout.ts';
import { readCertificateFiles } from '../certificates/certificate-files.ts';
import { type Handler, type RootdContext, recordOf } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';

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
    behindGuard: behindGuard(found.value),
    admin,
    settings,
    rootDigest,
    rootCaPem: await rootCaOf(found.value, context),
  });
};

/** What visitors must trust to get in: our own root, unless somebody whom the world trusts signed the certificate. */
async function rootCaOf(
  { installation, domain, issuer }: InstallationRecord,
  { host }: RootdContext,
): Promise<string | null> {
  const { state } = await readCertificateFiles(installation, domain, host);
  return (state.issuer ?? issuer) === 'private' ? host.readText(paths.authorityFiles.root) : null;
}

export const hostInstallations: Handler<'host.installations'> = async ({ context }) => {
  const records = await context.records.all();
  return ok({
    installations: records.map(({ installation, user, title, domain, packageDigest, rehearsalOf }) => ({
      installation,
      user,
      title,
      domain,
      packageDigest,
      rehearsalOf,
    })),
  });
};
