// SPDX-License-Identifier: AGPL-3.0-or-later

import { renewAtMs } from '#agent/certificates/certificate-facts.ts';
import { paths } from '#agent/host/paths.ts';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { isServed, readCertificateFiles } from '../certificates/certificate-files.ts';
import { obtainCertificate } from '../certificates/obtain-certificate.ts';
import { done, type Handler, recordOf, routableRecordOf } from '../context.ts';
import { rootdPaths } from '../rootd-paths.ts';

/** certificate.issue: keeps the one that is there while it is from whom it shall be and not due for renewal. */
export const certificateIssue: Handler<'certificate.issue'> = async ({ input, context, listener }) => {
  const { host, plugins, records } = context;
  const found = await routableRecordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const { domain = record.domain, issuer = record.issuer } = input;
  const holder = (await records.all()).find(
    (other) =>
      other.installation !== record.installation && other.rehearsalOf === null && other.domain === domain,
  );
  if (holder) {
    return err(
      failure('domain-taken', `${domain} belongs to “${holder.title}” on this server.`, {
        remedy: 'Choose another address.',
      }),
    );
  }

  const { facts, state } = await readCertificateFiles(record.installation, domain, host);
  const source = await plugins.certificates[issuer].source(host);
  const isGood = facts !== null && state.source === source && host.nowMs() < renewAtMs(facts);
  const obtained = isGood
    ? ok(facts)
    : await obtainCertificate({ record, domain, issuer }, context, listener);
  if (!obtained.ok) return obtained;
  if (record.issuer !== issuer) await records.write({ ...record, issuer });
  return ok({ issuer, serial: obtained.value.serial, notAfterMs: obtained.value.notAfterMs });
};

/** certificate.renew: of the address that it has now, which is what the host keeps alone. */
export const certificateRenew: Handler<'certificate.renew'> = async ({ input, context, listener }) => {
  const { host } = context;
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const { installation, domain, issuer } = record;
  if (!(await host.exists(rootdPaths.certificate(installation, domain).chain)))
    return ok({ renewed: false, notAfterMs: null });
  const { facts, state } = await readCertificateFiles(installation, domain, host);
  if (facts !== null && state.source !== null && host.nowMs() < renewAtMs(facts))
    return ok({ renewed: false, notAfterMs: facts.notAfterMs });
  const obtained = await obtainCertificate({ record, domain, issuer }, context, listener);
  return obtained.ok ? ok({ renewed: true, notAfterMs: obtained.value.notAfterMs }) : obtained;
};

/** certificate.remove: one that the proxy shows stays: without it no site could be opened any more. */
export const certificateRemove: Handler<'certificate.remove'> = async ({ input, context }) => {
  const { host } = context;
  const { installation } = input;
  const record = await context.records.read(installation);
  const domains =
    input.domain === undefined ? await host.list(paths.certificates(installation)) : [input.domain];
  let isUsed = false;
  for (const domain of domains) {
    if (record !== null && (await isServed(record, domain, context))) isUsed = true;
    else await host.removeTree(`${paths.certificates(installation)}/${domain}`);
  }
  if (isUsed && input.domain !== undefined) {
    return err(
      failure('busy', `Visitors of ${input.domain} are shown this certificate.`, {
        remedy: 'Close the address first.',
      }),
    );
  }
  if ((await host.list(paths.certificates(installation))).length === 0)
    await host.removeTree(paths.certificates(installation));
  return done;
};
