// SPDX-License-Identifier: AGPL-3.0-or-later
import { CATEGORIES, type Category } from '#contract/manifest/categories.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { bytesOf } from '#contract/manifest/strings.ts';
import type { Evidence } from '#server/catalogue/read-proof.ts';
import { CHECK_COUNT, passedCount } from './checks.ts';

/** How the catalogue calls a category. */
export const categoryTitle = (category: Category): string => CATEGORIES[category];

const ADDON_NAMES = { postgres: 'PostgreSQL', mysql: 'MariaDB', redis: 'Redis' } as const;

/** Services that are made for it: PostgreSQL, MariaDB, Redis. */
export function needsOf(manifest: Manifest): string[] {
  return manifest.addons.map((addon) => ADDON_NAMES[addon.type]);
}

const SOURCE_NAMES = {
  apt: 'Debian package',
  npm: 'npm package',
  pypi: 'Python package',
  go: 'Go module',
  maven: 'Java package',
} as const;

export function sourceName(manifest: Manifest): string {
  return SOURCE_NAMES[manifest.source.type];
}

/** The app's own version, or the series that an install takes. */
export function versionOf(manifest: Manifest): string {
  return manifest.metadata['upstream-version'] ?? manifest.source.version.replace(/^~/, '');
}

/** Who asks for the password. */
export function signInOf({ guard, admin }: Manifest): string {
  if (guard !== undefined) return 'guarded: the app has none, so its site asks for one name and password';
  return admin === undefined ? 'none' : 'its own';
}

/** A limit as the package writes it, for people: 256M is 256 MB (of memory, so powers of 1024). */
export const sizeText = (size: string): string => `${size.slice(0, -1)} ${size.endsWith('G') ? 'GB' : 'MB'}`;

/** How much memory it may take at most, in classes that people choose servers by. */
export function memoryClass({ limits }: Manifest): string {
  const megabytes = bytesOf(limits.memory) / 1024 ** 2;
  if (megabytes <= 256) return 'up to 256 MB';
  if (megabytes <= 512) return 'up to 512 MB';
  if (megabytes <= 1024) return 'up to 1 GB';
  return 'more than 1 GB';
}

/** Systems on which it was installed and signed in to. */
export function provenOn({ proof, current }: Evidence): string[] {
  if (proof === null || !current) return [];
  const passed = (os: 'trixie' | 'bookworm') =>
    (['install', 'sign-in'] as const).every((check) =>
      proof.results.some((result) => result.os === os && result.check === check && result.passed),
    );
  return [...(passed('trixie') ? ['Debian 13'] : []), ...(passed('bookworm') ? ['Debian 12'] : [])];
}

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** For a card: "Proven 26 Nov 2026", "8 of 10 checks", "Not proven yet". */
export function provenText({ proof, maturity, current }: Evidence): string {
  if (proof === null || !current) return 'Not proven yet';
  if (maturity === 'golden') return `Proven ${day.format(proof.finishedAtMs)}`;
  if (maturity === 'broken') return 'Broken when last tried';
  return `${passedCount(proof)} of ${CHECK_COUNT} checks`;
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
