// SPDX-License-Identifier: AGPL-3.0-or-later
import { directoryName } from '#contract/acme.ts';
import { err, ok } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import { failureOfLine } from '#server/preflight/preflight-failure.ts';
import { undone } from '../run-plan.ts';
import type { OperationFacts, Step, StepContext } from '../step.ts';
import { installationOf } from '../subject.ts';
import { dateText } from '../wording.ts';
import { prepareIssuer } from './prepare-issuer.ts';

function chosenIssuer(facts: OperationFacts): CertificateIssuer {
  if (facts.input.kind !== 'set-certificate') throw new Error('no issuer was chosen');
  return facts.input.issuer;
}

/** A directory looks at the address from outside; where that cannot work, nothing is asked for. */
export const lookBeforeCertificate: Step = {
  id: 'look',
  title: () => 'Look where the address points',
  applies: (facts) => chosenIssuer(facts) === 'acme',
  async do(context) {
    const lines = (await context.preflight({ issuer: 'acme' })).filter((line) =>
      ['host', 'address', 'challenge'].includes(line.id),
    );
    for (const line of lines) context.log(line.text);
    const [first, ...others] = lines.filter((line) => line.state === 'failed');
    if (first !== undefined) return err(failureOfLine(first, others));
    const found = lines.find((line) => line.id === 'address')?.text ?? null;
    return ok({ doneTitle: 'Looked where the address points', found });
  },
  undo: async () => undone,
};

/** The host shows the new one to visitors before it says that it has it; whatever fails, the one before stays. */
export const setCertificate: Step = {
  id: 'certificate',
  title: () => 'Get the certificate',
  async do(context) {
    const issuer = chosenIssuer(context.facts);
    const got = await getFrom(context, issuer);
    if (!got.ok) return got;
    const from =
      issuer === 'acme'
        ? directoryName((await context.hostConnection.acmeAccount()).directory)
        : 'your own authority';
    return ok({
      doneTitle: 'Got the certificate',
      found: `from ${from}, good until ${dateText(got.value.notAfterMs)}`,
    });
  },
  async undo(context) {
    const { issuer } = installationOf(context.facts);
    if (issuer === chosenIssuer(context.facts)) return undone;
    const back = await getFrom(context, issuer);
    return back.ok ? undone : back;
  },
};

async function getFrom(context: StepContext, issuer: CertificateIssuer) {
  const { id, domain } = installationOf(context.facts);
  const ready = await prepareIssuer(context, { issuer, domain });
  if (!ready.ok) return ready;
  const issued = await context.effect('certificate.issue', { installation: id, issuer });
  if (!issued.ok) return issued;
  await context.recordInstalled({ issuer, certificateNotAfterMs: issued.value.notAfterMs });
  return issued;
}
