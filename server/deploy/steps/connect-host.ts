// SPDX-License-Identifier: AGPL-3.0-or-later
import { AGENT_CONTRACT_VERSION } from '#contract/agent-api.ts';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { bytesText, plural } from '../wording.ts';

export const checkHost: Step = {
  id: 'check-host',
  title: () => 'Sign in and look at the server',
  async do(context) {
    const checked = await context.hostConnection.check();
    if (!checked.ok) return checked;
    return ok({ doneTitle: 'Signed in and looked at the server', found: checked.value.osName });
  },
  undo: async () => undone,
};

export const installAgent: Step = {
  id: 'install-agent',
  title: () => 'Install our agent',
  async do(context) {
    const installed = await context.hostConnection.install(context.log);
    if (!installed.ok) return installed;
    return ok({ doneTitle: 'Installed our agent', found: null });
  },
  undo: (context) =>
    context.hostConnection.uninstall({ deleteBackups: false, wasConnected: false, say: context.log }),
};

export const greetAgent: Step = {
  id: 'hello',
  title: () => 'Talk to the agent',
  async do(context) {
    const hello = await context.hostConnection.hello();
    if (!hello.ok) return hello;
    if (
      hello.value.contract !== AGENT_CONTRACT_VERSION &&
      hello.value.contract !== AGENT_CONTRACT_VERSION - 1
    ) {
      return err(
        failure(
          'agent-outdated',
          `The agent on the server speaks version ${hello.value.contract}, we speak ${AGENT_CONTRACT_VERSION}.`,
        ),
      );
    }
    return ok({ doneTitle: 'Talked to the agent', found: 'over a connection that can do nothing else' });
  },
  undo: async () => undone,
};

export const setTrust: Step = {
  id: 'trust',
  title: () => 'Tell it whom to trust',
  async do(context) {
    const certificatesPem = [...(await context.hostConnection.trustedCertificates())];
    const set = await context.effect('trust.set', { certificatesPem });
    if (!set.ok) return set;
    const found =
      certificatesPem.length === 0 ? null : `${plural(certificatesPem.length, 'further certificate')}`;
    return ok({ doneTitle: 'Told it whom to trust', found });
  },
  undo: async () => undone,
};

export const makeBase: Step = {
  id: 'base',
  title: () => 'Prepare the ground for apps',
  async do(context) {
    const made = await context.effect('base.ensure', { suite: 'trixie' });
    if (!made.ok) return made;
    return ok({
      doneTitle: 'Prepared the ground for apps',
      found: `Debian 13, ${bytesText(made.value.bytes)}`,
    });
  },
  undo: async () => undone,
};

export const recordHost: Step = {
  id: 'record',
  title: () => 'Measure its room',
  async do(context) {
    const facts = await context.hostConnection.facts();
    if (!facts.ok) return facts;
    await context.hostConnection.recordFacts(facts.value);
    const { cpus, memoryTotalBytes, diskFreeBytes } = facts.value;
    return ok({
      doneTitle: 'Measured its room',
      found: `${plural(cpus, 'processor')}, ${bytesText(memoryTotalBytes)} memory, ${bytesText(diskFreeBytes)} free`,
    });
  },
  undo: async () => undone,
};

/** The last of all: until then the way back is the one that we came by. */
export const forgetFirstWay: Step = {
  id: 'forget-first-way',
  title: () => 'Forget how we came in',
  async do(context) {
    const found = await context.hostConnection.forgetFirstWay();
    return ok({ doneTitle: 'Forgot how we came in', found });
  },
  undo: async () => undone,
};
