// SPDX-License-Identifier: AGPL-3.0-or-later
import { readCertificate } from '#agent/certificates/certificate-facts.ts';
import { paths } from '#agent/host/paths.ts';
import { failure } from '#contract/failure.ts';
import type { RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { isServed, readCertificateFiles, writeCertificateState } from './certificate-files.ts';

/**
 * Puts something in the place of each certificate that the proxy is to show and cannot use (somebody changed the file):
 * the one before it, or a stand-in that browsers warn of, so that all other sites go on. Its own is asked for anew at the
 * next renewal. Gives how many there were. Only while the proxy is changed by nobody else.
 */
export async function mendCertificates(context: RootdContext): Promise<number> {
  let mended = 0;
  for (const record of await context.records.all()) {
    for (const domain of await context.host.list(paths.certificates(record.installation))) {
      if (await mend(record, domain, context)) mended += 1;
    }
  }
  return mended;
}

async function mend(record: InstallationRecord, domain: string, context: RootdContext): Promise<boolean> {
  const { host } = context;
  const { facts, state } = await readCertificateFiles(record.installation, domain, host);
  if (facts !== null || !(await isServed(record, domain, context))) return false;
  const files = rootdPaths.certificate(record.installation, domain);
  const before = await host.readText(files.before);
  const isWhole = before !== null && readCertificate(before) !== null;
  const text = isWhole ? before : await standIn(domain, host.nowMs());
  await host.writeAtomic(files.chain, text, { mode: 0o600 });
  await writeCertificateState(
    record.installation,
    domain,
    {
      ...state,
      source: null,
      attempt: {
        atMs: host.nowMs(),
        failure: failure('certificate-failed', `The certificate of ${domain} was damaged on the server.`, {
          remedy: 'It is renewed by itself within hours; getting it again on this page is quicker.',
        }),
      },
    },
    host,
  );
  return true;
}

async function standIn(domain: string, nowMs: number): Promise<string> {
  const { standInCertificate } = await import('#agent/certificates/stand-in.ts');
  return standInCertificate(domain, nowMs);
}
