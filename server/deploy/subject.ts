// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Package } from '#contract/package.ts';
import type { BackupSubject, InstallationSubject, OperationFacts, TargetRelease } from './step.ts';

/** The installation that a step is about. A plan has such steps only for operations that have one. */
export function installationOf(facts: OperationFacts): InstallationSubject {
  if (facts.installation === null) throw new Error(`a ${facts.kind} operation has no installation`);
  return facts.installation;
}

/** `Miniflux` */
export const appTitle = (facts: OperationFacts): string =>
  installationOf(facts).package.manifest.metadata.title;

/** The release that it changes to. A plan has such steps only where there is one. */
export function targetOf(facts: OperationFacts): TargetRelease {
  if (facts.target === null) throw new Error(`a ${facts.kind} operation has no release to change to`);
  return facts.target;
}

/** The package that it will have at the end. */
export const packageAfter = (facts: OperationFacts): Package =>
  facts.target?.package ?? installationOf(facts).package;

/** The backup that it starts from. The first step of every such plan has looked that it is there. */
export function backupOf(facts: OperationFacts): BackupSubject {
  if (facts.backup === null) throw new Error(`a ${facts.kind} operation has no backup`);
  return facts.backup;
}
