// SPDX-License-Identifier: AGPL-3.0-or-later
import { X509Certificate } from 'node:crypto';
import { failure } from '#contract/failure.ts';
import { err } from '#contract/result.ts';
import { done, type Handler } from '../context.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { refreshCaBundle } from '../trust.ts';

/** trust.set: the whole list of extra CA certificates; each is read and written again, so nothing else gets into the file. */
export const trustSet: Handler<'trust.set'> = async ({ input, context }) => {
  const certificates: string[] = [];
  for (const [index, pem] of input.certificatesPem.entries()) {
    const certificate = parse(pem);
    if (!certificate)
      return err(failure('input-refused', `Certificate ${index + 1} of the list cannot be read.`));
    certificates.push(certificate.toString().trim());
  }
  await context.host.makeDirectory(rootdPaths.trust, { mode: 0o755, uid: 0, gid: 0 });
  await context.host.writeAtomic(rootdPaths.extraCa, certificates.map((pem) => `${pem}\n`).join(''), {
    mode: 0o644,
  });
  await refreshCaBundle(context.host);
  return done;
};

function parse(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}
