// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import type { Step } from '../step.ts';
import { installationOf } from '../subject.ts';
import { dateText } from '../wording.ts';
import { renewAuthority } from './authority.ts';

export const getCertificate: Step = {
  id: 'certificate',
  title: () => 'Get the certificate',
  async do(context) {
    const { domain } = installationOf(context.facts);
    const { domainSuffix } = context.facts.host;
    if (domainSuffix === null || !domain.endsWith(`.${domainSuffix}`)) {
      const renewed = await renewAuthority(context);
      if (!renewed.ok) return renewed;
    }
    const issued = await context.effect('certificate.issue', {
      installation: installationOf(context.facts).id,
    });
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
