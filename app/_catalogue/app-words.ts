// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Manifest } from '#contract/manifest/manifest.ts';

/** "files-and-notes" is "Files and notes". */
export function categoryTitle(category: string): string {
  const words = category.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ADDON_NAMES = { postgres: 'PostgreSQL', mysql: 'MariaDB', redis: 'Redis' } as const;

/** Services that are made for it: PostgreSQL, MariaDB, Redis. */
export function needsOf(manifest: Manifest): string[] {
  return manifest.addons.map((addon) => ADDON_NAMES[addon.type]);
}

const SOURCE_NAMES = { apt: 'Debian package', npm: 'npm package', pypi: 'Python package' } as const;

export function sourceName(manifest: Manifest): string {
  return SOURCE_NAMES[manifest.source.type];
}

/** The app's own version, or the series that an install takes. */
export function versionOf(manifest: Manifest): string {
  return manifest.metadata['upstream-version'] ?? manifest.source.version.replace(/^~/, '');
}

export interface Question {
  name: string;
  title: string;
  help: string | null;
  hasDefault: boolean;
}

/** What the install form asks beside the address, without what is folded away. */
export function questionsOf(manifest: Manifest): Question[] {
  return Object.entries(manifest.settings)
    .filter(([, setting]) => !setting.advanced)
    .map(([name, setting]) => ({
      name,
      title: setting.title,
      help: setting.help ?? null,
      hasDefault: 'default' in setting && setting.default !== undefined,
    }));
}

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** "English, French, German +20"; unknown when the package does not say. */
export function languagesOf(manifest: Manifest): string {
  const tags = manifest.metadata.languages;
  if (tags.length === 0) return 'unknown';
  const first = tags.slice(0, 3).map((tag) => languageNames.of(tag) ?? tag);
  return tags.length > 3 ? `${first.join(', ')} +${tags.length - 3}` : first.join(', ');
}
