// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import { openAnswers } from '../settings-of.ts';
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
        settings: openAnswers(installation.package.manifest, installation.settings),
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
  async undo(context) {
    const { id } = installationOf(context.facts);
    const released = await context.effect('installation.release', { installation: id });
    if (!released.ok) return released;
    // Backups stay when something is uninstalled; of what never was installed there is nothing to keep.
    const deleted = await context.effect('backup.delete', { installation: id });
    if (!deleted.ok) return deleted;
    await context.backups.nothingKept();
    return undone;
  },
};
