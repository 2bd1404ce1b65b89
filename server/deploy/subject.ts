// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationSubject, OperationFacts } from './step.ts';

/** The installation that a step is about. A plan has such steps only for operations that have one. */
export function installationOf(facts: OperationFacts): InstallationSubject {
  if (facts.installation === null) throw new Error(`a ${facts.kind} operation has no installation`);
  return facts.installation;
}

/** `Miniflux` */
export const appTitle = (facts: OperationFacts): string =>
  installationOf(facts).package.manifest.metadata.title;
