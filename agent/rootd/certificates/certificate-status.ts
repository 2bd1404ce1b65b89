// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { CertificateState } from '#contract/rootd-api.ts';
import type { RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { readCertificateFiles } from './certificate-files.ts';

/** The private authority is told of this long before its end: no certificate of it lives longer than it does. */
const AUTHORITY_TOLD_BEFORE_MS = 60 * 24 * 3600_000;

/** What is known of the certificate of an installation's address; null where there is none that could be used. */
export async function certificateStatus(
  record: InstallationRecord,
  { host, plugins }: RootdContext,
): Promise<CertificateState | null> {
  const { domain, installation } = record;
  const { facts, state } = await readCertificateFiles(installation, domain, host);
  if (facts === null) return null;
  const issuer = state.issuer ?? record.issuer;
  const ending =
    issuer === 'private'
      ? endingSoon(await plugins.certificates.private.notAfterMs(host), host.nowMs())
      : null;
  return {
    issuer,
    domain,
    serial: facts.serial,
    notAfterMs: facts.notAfterMs,
    attemptAtMs: state.attempt?.atMs ?? null,
    failure: state.attempt?.failure ?? ending,
  };
}

function endingSoon(notAfterMs: number | null, nowMs: number): Failure | null {
  if (notAfterMs === null || notAfterMs - nowMs > AUTHORITY_TOLD_BEFORE_MS) return null;
  const day = new Date(notAfterMs).toISOString().slice(0, 10);
  return failure('certificate-failed', `This server's own authority for certificates ends on ${day}.`, {
    remedy: 'It is renewed as soon as this site reaches the server again: check that it is connected.',
  });
}
