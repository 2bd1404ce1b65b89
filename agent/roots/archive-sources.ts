// SPDX-License-Identifier: AGPL-3.0-or-later
import type { DebianSuite } from '#contract/rootd-api.ts';

/** One repository of an apt configuration: `deb <uri> <suite> <components>`. */
export interface ArchiveSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
}

export interface Mirrors {
  /** Where the suite itself is. */
  readonly archive: string;
  /** Where its security updates are. */
  readonly security: string;
}

/** Debian's own keyring: the only keys that a base tree is made with. */
export const DEBIAN_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

const DEBIAN_SUITE = /^(?:buster|bullseye|bookworm|trixie|forky|stable|oldstable|testing)$/;
const SECURITY_SUITE = /^([a-z]+)-security$/;
const SAFE_URI = /^https?:\/\/[A-Za-z0-9._:[\]-]+(?:\/[A-Za-z0-9._~%/+-]*)?$/;

/** `deb [options] uri suite component...` lines; anything else is passed over. */
export function parseSourcesList(text: string): ArchiveSource[] {
  const found: ArchiveSource[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*/, '').trim();
    const match = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) {
      found.push({
        uri: match[1],
        suite: match[2],
        components: (match[3] ?? '').split(/\s+/).filter(Boolean),
      });
    }
  }
  return found;
}

/** The deb822 form (`*.sources`): stanzas of `Field: value` with continuation lines. */
export function parseDeb822(text: string): ArchiveSource[] {
  const found: ArchiveSource[] = [];
  for (const stanza of text.split(/\n[ \t]*\n/)) {
    const fields = new Map<string, string>();
    let last = '';
    for (const line of stanza.split('\n')) {
      if (line.startsWith('#')) continue;
      const field = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line);
      if (field?.[1] !== undefined) {
        last = field[1].toLowerCase();
        fields.set(last, field[2] ?? '');
      } else if (/^[ \t]/.test(line) && last !== '') {
        fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`);
      }
    }
    const words = (name: string): string[] => (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
    if (!words('types').includes('deb') || fields.get('enabled')?.trim().toLowerCase() === 'no') continue;
    for (const uri of words('uris')) {
      for (const suite of words('suites')) found.push({ uri, suite, components: words('components') });
    }
  }
  return found;
}

/** Debian's cloud images name their mirror in a file: `mirror+file:/etc/apt/mirrors/debian.list`. null for any other. */
export function mirrorFileOf(uri: string): string | null {
  return /^mirror\+file:(?:\/\/)?(\/etc\/apt\/[A-Za-z0-9._/-]+)$/.exec(uri)?.[1] ?? null;
}

/** The first address of such a file; what stands behind it on the line is options. */
export function firstMirror(text: string): string | null {
  for (const line of text.split('\n')) {
    const uri = line.replace(/#.*/, '').trim().split(/\s+/)[0];
    if (uri?.startsWith('http')) return uri;
  }
  return null;
}

/**
 * The mirrors that the host itself uses: the first http(s) source of a Debian suite with `main`, and the first of
 * a `-security` suite. null where the host has none (then it is not Debian, or not configured).
 */
export function mirrorsOf(sources: readonly ArchiveSource[]): { [K in keyof Mirrors]: string | null } {
  const usable = sources.filter((source) => SAFE_URI.test(source.uri) && source.components.includes('main'));
  const archive = usable.find((source) => DEBIAN_SUITE.test(source.suite));
  const security = usable.find((source) => {
    const name = SECURITY_SUITE.exec(source.suite)?.[1];
    return name !== undefined && DEBIAN_SUITE.test(name);
  });
  return { archive: archive?.uri ?? null, security: security?.uri ?? null };
}

/** sources.list of a base tree; the security suite is always part of it. */
export function sourcesList(suite: DebianSuite, mirrors: Mirrors): string {
  const line = (uri: string, name: string): string =>
    `deb [signed-by=${DEBIAN_KEYRING}] ${uri} ${name} main\n`;
  return (
    line(mirrors.archive, suite) +
    line(mirrors.archive, `${suite}-updates`) +
    line(mirrors.security, `${suite}-security`)
  );
}
