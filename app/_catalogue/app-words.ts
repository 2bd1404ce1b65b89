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

/** Standards and services that packages name among their tags, as people write them. */
const STANDARDS: Readonly<Record<string, string>> = {
  activitypub: 'ActivityPub',
  atom: 'Atom',
  caldav: 'CalDAV',
  carddav: 'CardDAV',
  csv: 'CSV',
  dicom: 'DICOM',
  git: 'Git',
  imap: 'IMAP',
  influx: 'InfluxDB',
  ldap: 'LDAP',
  matrix: 'Matrix',
  mqtt: 'MQTT',
  npm: 'npm',
  oidc: 'OpenID Connect',
  'openid-connect': 'OpenID Connect',
  openstreetmap: 'OpenStreetMap',
  prometheus: 'Prometheus',
  rss: 'RSS',
  saml: 'SAML',
  snmp: 'SNMP',
  sparql: 'SPARQL',
  webdav: 'WebDAV',
};

/** What it works together with: standards that its package names, and a mail server where the install form asks for one. */
export function worksWith({ metadata, settings }: Manifest): string[] {
  const standards = metadata.tags.flatMap((tag) => STANDARDS[tag] ?? []);
  const mail = Object.keys(settings).some((name) => /^(?:mail|smtp|imap)-server$/.test(name))
    ? ['your mail server']
    : [];
  return [...new Set([...standards, ...mail])];
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

/** Names of all languages that it speaks; none when the package does not say. */
export const languageNamesOf = (manifest: Manifest): string[] =>
  manifest.metadata.languages.map((tag) => languageNames.of(tag) ?? tag);

/** "English, French, German +20"; unknown when the package does not say. */
export function languagesOf(manifest: Manifest): string {
  const names = languageNamesOf(manifest);
  if (names.length === 0) return 'unknown';
  const first = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${first} +${names.length - 3}` : first;
}
