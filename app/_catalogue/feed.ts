// SPDX-License-Identifier: AGPL-3.0-or-later
import { bytesOf } from '#contract/manifest/strings.ts';
import {
  languagesOf,
  needsOf,
  provenOn,
  questionsOf,
  sizeText,
  sourceName,
  versionOf,
  worksWith,
} from './app-words.ts';
import { CHECK_COUNT, passedCount } from './checks.ts';
import type { CatalogueApp } from './read-catalogue.ts';

/**
 * An app as machines read it: what stands on its page, with the proof as it is. The list of all apps is without the
 * parts of each program, which are many.
 */
export function feedOf(app: CatalogueApp) {
  const { proof } = app.evidence;
  const roots = proof?.roots.map(({ parts: _many, ...root }) => root);
  return { ...wholeFeedOf(app), proof: proof === null ? null : { ...proof, roots } };
}

/** The same with everything. */
export function wholeFeedOf({ id, manifest, evidence, changelog }: CatalogueApp) {
  const { metadata, source, addons, limits, network } = manifest;
  return {
    id,
    title: metadata.title,
    summary: metadata.summary,
    description: metadata.description ?? null,
    packageVersion: metadata.version,
    version: versionOf(manifest),
    licence: metadata.license,
    author: metadata.author ?? null,
    homepage: metadata.homepage ?? null,
    sourceCode: metadata['source-url'] ?? null,
    supportEnd: metadata['support-end'] ?? null,
    categories: metadata.categories,
    tags: metadata.tags,
    insteadOf: metadata['instead-of'],
    goodFor: metadata['good-for'],
    leave: metadata.leave ?? null,
    languages: metadata.languages,
    changelog,
    source: { type: source.type, suite: source.suite },
    addons: addons.map((addon) => addon.type),
    worksWith: worksWith(manifest),
    memoryLimitBytes: bytesOf(limits.memory),
    // With its address, without what is folded away.
    questions: questionsOf(manifest).length + 1,
    outbound: network.outbound,
    maturity: evidence.maturity,
    provenOn: provenOn(evidence),
    checksPassed: passedCount(evidence.proof),
    proof: evidence.proof,
    proofIsOfThisPackage: evidence.current,
  };
}

/** What the comparison shows of an app, one line a row. */
export function comparisonOf(app: CatalogueApp): { term: string; value: string }[] {
  const { manifest, evidence } = app;
  const { metadata } = manifest;
  const { proof } = evidence;
  const megabytes = (bytes: number | null | undefined) =>
    bytes === null || bytes === undefined ? 'unknown' : `${Math.round(bytes / 1e6)} MB`;
  return [
    { term: 'What it is for', value: metadata.summary },
    { term: 'Good for', value: metadata['good-for'].join('; ') || 'unknown' },
    { term: 'Instead of', value: metadata['instead-of'].join(', ') || 'nothing named' },
    {
      term: 'Checks passed',
      value: proof === null ? 'not proven yet' : `${passedCount(proof)} of ${CHECK_COUNT}`,
    },
    { term: 'Proven on', value: provenOn(evidence).join(', ') || 'not yet' },
    { term: 'Version', value: versionOf(manifest) },
    { term: 'Licence', value: metadata.license },
    { term: 'Comes as', value: sourceName(manifest) },
    { term: 'Made for it', value: needsOf(manifest).join(', ') || 'no database' },
    { term: 'Works with', value: worksWith(manifest).join(', ') || 'unknown' },
    { term: 'Memory, measured', value: megabytes(proof?.measured.peakMemoryBytes) },
    { term: 'Memory, at most', value: sizeText(manifest.limits.memory) },
    { term: 'Questions at install', value: String(questionsOf(manifest).length + 1) },
    { term: 'Languages', value: languagesOf(manifest) },
    {
      term: 'Upstream support',
      value: metadata['support-end'] ? `until ${metadata['support-end']}` : 'unknown',
    },
    { term: 'Talks to', value: outboundText(manifest.network.outbound) },
    { term: 'If you leave', value: metadata.leave ?? 'unknown' },
  ];
}

function outboundText(hosts: readonly string[]): string {
  if (hosts.length === 0) return 'nobody';
  return hosts.includes('*') ? 'addresses that you add' : hosts.join(', ');
}
