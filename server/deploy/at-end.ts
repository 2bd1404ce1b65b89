// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationRow, installations } from '#drizzle/schema/installations.ts';
import type { OperationNotes } from './operation-notes.ts';
import type { Ending } from './run-plan.ts';
import { answersFor } from './settings-of.ts';
import type { OperationFacts } from './step.ts';

type Changes = Partial<typeof installations.$inferInsert>;

/** What the end of an operation makes of the installation's row, beside its state. */
export function changesAtEnd(of: {
  readonly facts: OperationFacts;
  readonly installation: InstallationRow;
  readonly notes: OperationNotes;
  readonly ending: Ending;
  readonly nowMs: number;
}): Changes {
  const { facts, notes, ending, nowMs } = of;
  // Once visitors are in again the change is there, also when the very last steps did not work.
  const happened = ending.state === 'succeeded' || notes.reopened === true;
  const { input } = facts;
  if (input.kind === 'change-domain')
    return happened ? { domain: input.domain, wantedDomain: null } : { wantedDomain: null };
  if (!happened) return {};
  const proven = facts.backup === null ? {} : { restoreProvenAt: new Date(nowMs) };
  const generation = notes.restored === undefined ? {} : { generation: notes.restored };
  switch (input.kind) {
    case 'update':
    case 'restore':
    case 'roll-back':
      return { ...generation, ...proven, ...releaseAtEnd(of) };
    case 'install-from-backup':
      return { ...generation, ...proven };
    default:
      return {};
  }
}

/** The new release, and the one before for going back to it. */
function releaseAtEnd(of: Parameters<typeof changesAtEnd>[0]): Changes {
  const { facts, installation, notes, nowMs } = of;
  const { target } = facts;
  if (target === null || notes.next === undefined) return {};
  const settings = answersFor(target.package.manifest, installation.settings);
  return {
    package: target.package,
    packageDigest: target.packageDigest,
    version: notes.next.version,
    rootDigest: notes.next.rootDigest,
    ...(settings.ok ? { settings: settings.value } : {}),
    previousRelease:
      facts.kind === 'roll-back'
        ? null
        : {
            package: installation.package,
            packageDigest: installation.packageDigest,
            rootDigest: notes.before?.rootDigest ?? installation.rootDigest,
            version: installation.version,
            untilMs: nowMs,
            backup: notes.lastBackup?.id ?? notes.backup?.id ?? null,
          },
  };
}

/** What is said after a failure when everything was undone; `begun`: ids of the steps that had begun. */
export function afterUndo(facts: OperationFacts, begun: readonly string[]): string | null {
  const wasHeld = begun.includes('hold');
  switch (facts.kind) {
    case 'update':
      return wasHeld
        ? 'The version before is back, with all of its data.'
        : 'Nothing was changed: it ran on all the time.';
    case 'restore':
    case 'roll-back':
      return wasHeld
        ? 'It is as it was before, with all of its data.'
        : 'Nothing was changed: it ran on all the time.';
    case 'change-domain':
      return wasHeld ? 'It answers under its old address again.' : 'Nothing was changed.';
    case 'reset-password':
      return 'The password is the one of before.';
    default:
      return null;
  }
}
