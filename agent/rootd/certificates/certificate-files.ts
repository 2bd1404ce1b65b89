// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { type CertificateFacts, readCertificate } from '#agent/certificates/certificate-facts.ts';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { failureSchema } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { certificateIssuer } from '#contract/rootd-api.ts';
import type { RootdContext } from '../context.ts';
import { rootdPaths } from '../rootd-paths.ts';

/** What is known of the certificate of one address beside the certificate itself. */
const stateFile = z.strictObject({
  version: z.literal(1),
  /** Who signed it, and the source that this was then (the seam's contract). null: nobody whom we know. */
  issuer: certificateIssuer.nullable(),
  source: z.string().nullable(),
  /** The last try to get or renew it. */
  attempt: z.strictObject({ atMs: z.int(), failure: failureSchema.nullable() }).nullable(),
});
export type CertificateFileState = z.infer<typeof stateFile>;

export interface CertificateFiles {
  readonly facts: CertificateFacts | null;
  readonly state: CertificateFileState;
}

const UNKNOWN: CertificateFileState = { version: 1, issuer: null, source: null, attempt: null };

/** facts: null where there is none, or none that could be used. */
export async function readCertificateFiles(
  id: InstallationId,
  domain: string,
  host: Host,
): Promise<CertificateFiles> {
  const files = rootdPaths.certificate(id, domain);
  const [text, state] = await Promise.all([host.readText(files.chain), host.readText(files.state)]);
  return {
    facts: text === null ? null : readCertificate(text),
    state: state === null ? UNKNOWN : stateFile.parse(JSON.parse(state)),
  };
}

export async function writeCertificateState(
  id: InstallationId,
  domain: string,
  state: CertificateFileState,
  host: Host,
): Promise<void> {
  const files = rootdPaths.certificate(id, domain);
  await host.makeDirectory(paths.certificates(id), { mode: 0o700, uid: 0, gid: 0 });
  await host.makeDirectory(files.directory, { mode: 0o700, uid: 0, gid: 0 });
  await host.writeAtomic(files.state, JSON.stringify(state), { mode: 0o600 });
}

/** Whether the proxy shows it to visitors: asked of the proxy's own files, not of our memory. */
export async function isServed(
  of: { readonly user: string; readonly installation: InstallationId },
  domain: string,
  { host, plugins }: Pick<RootdContext, 'host' | 'plugins'>,
): Promise<boolean> {
  const { chain } = rootdPaths.certificate(of.installation, domain);
  for (const site of await plugins.proxy.inventory(of.user, host)) {
    if ((await host.readText(site))?.includes(chain)) return true;
  }
  return false;
}
