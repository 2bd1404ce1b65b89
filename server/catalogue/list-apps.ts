// SPDX-License-Identifier: AGPL-3.0-or-later
import { join } from 'node:path';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { catalogueFolder } from './catalogue-folder.ts';
import { loadPackage, packageIds } from './load-package.ts';
import { problemLine } from './package-problem.ts';

/** An app as lists and search show it. */
export interface AppCard {
  id: string;
  title: string;
  summary: string;
  categories: string[];
  tags: string[];
  insteadOf: string[];
  goodFor: string[];
  licence: string;
  /** The app's own version as its makers write it. */
  version: string;
  source: Manifest['source']['type'];
  /** Services that it brings with it: postgres, mysql, redis. */
  needs: string[];
  memory: string;
  disk: string;
  /** How many questions the install form asks. */
  questions: number;
  languages: string[];
  /** Absolute path of icon.svg. */
  iconPath: string;
}

const read = new Map<string, AppCard[]>();

/** Every app of the catalogue by title; read once a process. A package that is wrong stops the start, loudly. */
export function listApps(catalogue = catalogueFolder()): AppCard[] {
  const known = read.get(catalogue);
  if (known) return known;
  const cards = packageIds(catalogue).map((id) => {
    const loaded = loadPackage(id, catalogue);
    if (!loaded.ok) {
      throw new Error(`catalogue/${id} is not a valid package:\n${loaded.error.map(problemLine).join('\n')}`);
    }
    return cardOf(loaded.value.package.manifest, join(catalogue, id, 'icon.svg'));
  });
  cards.sort((a, b) => a.title.localeCompare(b.title, 'en'));
  read.set(catalogue, cards);
  return cards;
}

function cardOf(manifest: Manifest, iconPath: string): AppCard {
  const { metadata } = manifest;
  return {
    id: metadata.id,
    title: metadata.title,
    summary: metadata.summary,
    categories: metadata.categories,
    tags: metadata.tags,
    insteadOf: metadata['instead-of'],
    goodFor: metadata['good-for'],
    licence: metadata.license,
    version: metadata['upstream-version'] ?? manifest.source.version.replace('~', ''),
    source: manifest.source.type,
    needs: manifest.addons.map((addon) => addon.type),
    memory: manifest.limits.memory,
    disk: manifest.limits.disk,
    questions: Object.keys(manifest.settings).length,
    languages: metadata.languages,
    iconPath,
  };
}
