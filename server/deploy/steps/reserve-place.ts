// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import type { Step } from '../step.ts';
import { installationOf } from '../subject.ts';

export const reservePlace: Step = {
  id: 'reserve',
  title: () => 'Reserve a place',
  async do(context) {
    const installation = installationOf(context.facts);
    const secrets = await context.installationSecrets();
    const reserved = await context.effect(
      'installation.reserve',
      {
        installation: installation.id,
        title: installation.title,
        package: installation.package,
        domain: installation.domain,
        publicPort: context.facts.host.publicPort,
        settings: withoutSecrets(installation),
        admin: installation.admin,
        timezone: installation.timezone,
        language: installation.language,
      },
      { secrets },
    );
    if (!reserved.ok) return reserved;
    await context.recordInstalled({ reservation: reserved.value });
    context.log(`user ${reserved.value.user}, uid ${reserved.value.uid}`);
    const found = reserved.value.port === null ? 'user and address' : 'user, port and address';
    return ok({ doneTitle: 'Reserved a place', found });
  },
  undo: async (context) => releasePlace(context),
};

async function releasePlace(context: Parameters<Step['undo']>[0]) {
  const released = await context.effect('installation.release', {
    installation: installationOf(context.facts).id,
  });
  return released.ok ? ok(undefined) : released;
}

/** Answers to secret questions never are in inputs, which are digested and journalled. */
function withoutSecrets(installation: ReturnType<typeof installationOf>) {
  const questions = installation.package.manifest.settings;
  return Object.fromEntries(
    Object.entries(installation.settings).filter(([name]) => questions[name]?.type !== 'secret'),
  );
}
