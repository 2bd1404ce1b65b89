// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import type { Step } from '../step.ts';
import { installationOf } from '../subject.ts';
import { dateText } from '../wording.ts';
import { prepareIssuer } from './prepare-issuer.ts';

export const getCertificate: Step = {
  id: 'certificate',
  title: () => 'Get the certificate',
  async do(context) {
    const { id, domain, issuer } = installationOf(context.facts);
    const ready = await prepareIssuer(context, { issuer, domain });
    if (!ready.ok) return ready;
    const issued = await context.effect('certificate.issue', { installation: id, issuer });
    if (!issued.ok) return issued;
    await context.recordInstalled({ certificateNotAfterMs: issued.value.notAfterMs });
    return ok({ doneTitle: 'Got the certificate', found: `good until ${dateText(issued.value.notAfterMs)}` });
  },
  async undo(context) {
    const removed = await context.effect('certificate.remove', {
      installation: installationOf(context.facts).id,
    });
    return removed.ok ? ok(undefined) : removed;
  },
};
