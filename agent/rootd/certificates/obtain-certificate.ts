// SPDX-License-Identifier: AGPL-3.0-or-later
import { type CertificateFacts, checkChain, readCertificate } from '#agent/certificates/certificate-facts.ts';
import type { Listener } from '#agent/host/host.ts';
import { servedSerial } from '#agent/host/served-certificate.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import type { RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { changeProxy } from '../proxy-changes.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { isServed, readCertificateFiles, writeCertificateState } from './certificate-files.ts';

interface Wanted {
  readonly record: InstallationRecord;
  readonly domain: string;
  readonly issuer: CertificateIssuer;
}

interface Pair {
  /** Chain, then key: what goes into the file. */
  readonly text: string;
  readonly facts: CertificateFacts;
}

/** How long the proxy may take to show what it was given. */
const SHOWN_WITHIN_MS = 10_000;

/**
 * A new certificate from an issuer, put in the place of the one that is there, and seen by a visitor's connection where
 * the address is open. Whatever fails, the one that was there stays, and the try is remembered beside it.
 */
export async function obtainCertificate(
  wanted: Wanted,
  context: RootdContext,
  listener: Listener,
): Promise<Result<CertificateFacts, Failure>> {
  const { record, domain, issuer } = wanted;
  const { host, plugins } = context;
  const source = await plugins.certificates[issuer].source(host);
  const ordered = await order(wanted, context, listener);
  const placed = ordered.ok ? await place(ordered.value, wanted, context) : ordered;
  const { state } = await readCertificateFiles(record.installation, domain, host);
  // That another issuer gave none says nothing of the certificate that is there: whoever asked is told.
  if (!placed.ok && state.issuer !== null && state.issuer !== issuer) return placed;
  const attempt = { atMs: host.nowMs(), failure: placed.ok ? null : placed.error };
  await writeCertificateState(
    record.installation,
    domain,
    placed.ok ? { version: 1, issuer, source, attempt } : { ...state, attempt },
    host,
  );
  return placed;
}

/** Key and request are made here; what comes back is looked at before anything is done with it. */
async function order(
  { domain, issuer }: Wanted,
  context: RootdContext,
  listener: Listener,
): Promise<Result<Pair, Failure>> {
  const { host, plugins, shared } = context;
  const { newRequest } = await import('#agent/certificates/keys.ts');
  const { keyPem, requestPem } = await newRequest(domain);
  const issued = await shared.run(`issuer/${issuer}`, () =>
    plugins.certificates[issuer].issue({ domain, requestPem }, host, listener),
  );
  if (!issued.ok) return issued;
  const checked = checkChain({ chainPem: issued.value.chainPem, keyPem, domain, nowMs: host.nowMs() });
  if (checked.ok) return ok({ text: `${checked.value.chainPem}${keyPem}`, facts: checked.value.facts });
  return err(
    failure('certificate-failed', `The certificate that came for ${domain} was refused: ${checked.error}.`, {
      remedy: 'Check the clock of the server, then try again.',
    }),
  );
}

function place(
  pair: Pair,
  { record, domain }: Wanted,
  context: RootdContext,
): Promise<Result<CertificateFacts, Failure>> {
  const { host, plugins } = context;
  const files = rootdPaths.certificate(record.installation, domain);
  return changeProxy(context, async () => {
    const before = await host.readText(files.chain);
    await host.makeDirectory(files.directory, { mode: 0o700, uid: 0, gid: 0 });
    await host.writeAtomic(files.chain, pair.text, { mode: 0o600 });
    if (!(await isServed(record, domain, context))) return ok(pair.facts);
    const reloaded = await plugins.proxy.reload(host);
    const shown = reloaded.ok ? await isShown(domain, pair.facts.serial, context) : reloaded;
    const isBeforeWhole = before !== null && readCertificate(before) !== null;
    if (shown.ok) {
      if (isBeforeWhole) await host.writeAtomic(files.before, before, { mode: 0o600 });
      return ok(pair.facts);
    }
    if (isBeforeWhole) {
      await host.writeAtomic(files.chain, before, { mode: 0o600 });
      if (reloaded.ok) await plugins.proxy.reload(host);
    }
    return shown;
  });
}

/** A proxy takes a new configuration in its own time. */
async function isShown(
  domain: string,
  serial: string,
  { host }: RootdContext,
): Promise<Result<void, Failure>> {
  const until = host.nowMs() + SHOWN_WITHIN_MS;
  let seen = await servedSerial(domain);
  while (seen !== serial && host.nowMs() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    seen = await servedSerial(domain);
  }
  if (seen === serial) return ok(undefined);
  return err(
    failure(
      'certificate-failed',
      `Visitors of ${domain} do not get the new certificate, so the one before was put back.`,
      {
        remedy: 'Look whether another program on the server answers on port 443.',
        detail: `new ${serial}, seen ${seen ?? 'none'}`,
      },
    ),
  );
}
