// SPDX-License-Identifier: AGPL-3.0-or-later
import { lintLicence } from './free-licences.ts';
import { lintFixedValues, lintScripts } from './lint-fixed-values.ts';
import { lintLockfile } from './lint-lockfile.ts';
import { lintReferences } from './lint-references.ts';
import type { PackageProblem } from './package-problem.ts';
import { atKey, atOffset, type LintRule, type PackageSources } from './package-sources.ts';

const lintIdentity: LintRule = (sources) =>
  sources.manifest.metadata.id === sources.folder
    ? []
    : [
        atKey(
          sources,
          ['metadata', 'id'],
          `the folder is named "${sources.folder}"`,
          'Folder and id are the same',
        ),
      ];

/** What the app's page needs. */
const lintPage: LintRule = (sources) =>
  ['icon.svg', 'README.md']
    .filter((name) => !sources.files.has(name))
    .map((name) => ({ file: name, line: 1, column: 1, key: '', message: 'is missing', remedy: null }));

const lintIcon: LintRule = (sources) => {
  const icon = sources.files.get('icon.svg') ?? '';
  const match = /<script|<foreignObject|<!ENTITY|\son[a-z]+\s*=|(?:href|src)\s*=\s*["'](?!#)/i.exec(icon);
  return match
    ? [atOffset('icon.svg', icon, match.index, 'an icon holds shapes only: no scripts, events or links')]
    : [];
};

const RULES: LintRule[] = [
  lintIdentity,
  lintLicence,
  lintReferences,
  lintFixedValues,
  lintScripts,
  lintLockfile,
  lintPage,
  lintIcon,
];

/** What the schema cannot see: names across files, licences, credentials, ports, lockfiles. Empty is good. */
export function lintPackage(sources: PackageSources): PackageProblem[] {
  return RULES.flatMap((rule) => rule(sources));
}
