// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { failureOfLine } from '#server/preflight/preflight-failure.ts';
import { undone } from '../run-plan.ts';
import type { OperationFacts, Step, StepContext } from '../step.ts';
import { installationOf } from '../subject.ts';
import { dateText } from '../wording.ts';
import { noteBefore } from './note-before.ts';
import { prepareIssuer } from './prepare-issuer.ts';

/** The address that it moves to. */
export function wantedDomain(facts: OperationFacts): string {
  if (facts.input.kind !== 'change-domain') throw new Error('no other address is wanted');
  return facts.input.domain;
}

export const lookAtAddress: Step = {
  id: 'look',
  title: () => 'Look where the address points',
  async do(context) {
    const domain = wantedDomain(context.facts);
    const lines = (await context.preflight({ domain })).filter((line) =>
      ['host', 'name', 'address', 'port'].includes(line.id),
    );
    for (const line of lines) context.log(line.text);
    const [first, ...others] = lines.filter((line) => line.state === 'failed');
    if (first !== undefined) return err(failureOfLine(first, others));
    const noted = await noteBefore(context);
    if (!noted.ok) return noted;
    const found = lines.find((line) => line.id === 'address')?.text ?? null;
    return ok({ doneTitle: 'Looked where the address points', found });
  },
  undo: async () => undone,
};

export const getNewCertificate: Step = {
  id: 'certificate',
  title: () => 'Get its certificate',
  async do(context) {
    const domain = wantedDomain(context.facts);
    const { id, issuer } = installationOf(context.facts);
    const ready = await prepareIssuer(context, { issuer, domain });
    if (!ready.ok) return ready;
    const issued = await context.effect('certificate.issue', { installation: id, domain, issuer });
    if (!issued.ok) return issued;
    return ok({ doneTitle: 'Got its certificate', found: `good until ${dateText(issued.value.notAfterMs)}` });
  },
  async undo(context) {
    const removed = await context.effect('certificate.remove', {
      installation: installationOf(context.facts).id,
      domain: wantedDomain(context.facts),
    });
    return removed.ok || removed.error.code === 'not-found' ? undone : removed;
  },
};

/**
 * Settings, links and the app's own idea of its address, while nobody is in. Undoing takes all of it back, and shows it
 * under the old address again.
 */
export const readdress: Step = {
  id: 'readdress',
  title: () => 'Give it the new address',
  async do(context) {
    const told = await tellAddress(context, wantedDomain(context.facts));
    return told.ok ? ok({ doneTitle: 'Gave it the new address', found: wantedDomain(context.facts) }) : told;
  },
  async undo(context) {
    const told = await tellAddress(context, installationOf(context.facts).domain);
    if (!told.ok) return told;
    const opened = await context.effect('route.open', { installation: installationOf(context.facts).id });
    return opened.ok ? undone : opened;
  },
};

async function tellAddress(context: StepContext, domain: string): Promise<Result<void, Failure>> {
  const { id } = installationOf(context.facts);
  const changed = await context.effect('installation.readdress', { installation: id, domain });
  if (!changed.ok) return changed;
  const hooked = await context.effect('hook.run', { installation: id, hook: 'domain-changed' });
  if (!hooked.ok) return hooked;
  const restarted = await context.effect('installation.restart', { installation: id });
  return restarted.ok ? undone : restarted;
}

/** Opens the new name, and with that lets visitors in again. */
export const openNewRoute: Step = {
  id: 'route',
  title: () => 'Open the new address',
  async do(context) {
    const opened = await context.effect('route.open', { installation: installationOf(context.facts).id });
    if (!opened.ok) return opened;
    return ok({ doneTitle: 'Opened the new address', found: wantedDomain(context.facts) });
  },
  // What it shows is what the installation's address is: undoing that opens the old one.
  undo: async () => undone,
};

/** It moved already: a certificate that stays harms nobody, and goes when the app is uninstalled. */
export const removeOldCertificate: Step = {
  id: 'certificate-remove',
  title: () => 'Let go of the old address',
  async do(context) {
    const { id, domain } = installationOf(context.facts);
    const removed = await context.effect('certificate.remove', { installation: id, domain });
    if (context.signal.aborted && !removed.ok) return removed;
    if (!removed.ok) context.log(removed.error.message);
    return ok({ doneTitle: 'Let go of the old address', found: domain });
  },
  undo: async () => undone,
};
