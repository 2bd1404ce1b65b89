// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from './sandbox-error.ts';

/** One archive that apt is told to read. */
export type AptSource = {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
};

/** The archives that a Debian of any suite can be made from. */
export type DebianMirrors = { readonly main: string; readonly security: string };

/** Reads the one-line format of sources.list(5): `deb [options] uri suite component…`. */
export function parseSourcesList(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    const [, uri, suite, components] = match ?? [];
    if (!uri || !suite) return [];
    return [{ uri, suites: [suite], components: words(components) }];
  });
}

/** Reads the deb822 format of sources.list(5): stanzas of fields, comments also within a stanza. */
export function parseDeb822Sources(text: string): AptSource[] {
  const withoutComments = text.split('\n').filter((line) => !line.startsWith('#'));
  return withoutComments
    .join('\n')
    .split(/\n[ \t]*\n+/)
    .flatMap((stanza) => {
      const fields = parseFields(stanza);
      const disabled = /^(no|false|without|off|disable|0)$/i.test(fields.get('enabled')?.trim() ?? '');
      if (disabled || !words(fields.get('types')).includes('deb')) return [];
      const suites = words(fields.get('suites'));
      const components = words(fields.get('components'));
      return words(fields.get('uris')).map((uri) => ({ uri, suites, components }));
    });
}

function parseFields(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let current: string | undefined;
  for (const line of stanza.split('\n')) {
    const field = /^([A-Za-z0-9-]+):(.*)$/.exec(line);
    if (field?.[1]) {
      current = field[1].toLowerCase();
      fields.set(current, field[2] ?? '');
    } else if (current && /^\s/.test(line)) {
      fields.set(current, `${fields.get(current)}\n${line}`);
    }
  }
  return fields;
}

function words(value: string | undefined): string[] {
  return (value ?? '').split(/\s+/).filter(Boolean);
}

/** Picks this machine's main and security archive of the release `codename`; undefined where it has none. */
export function pickDebianMirrors(sources: readonly AptSource[], codename: string): Partial<DebianMirrors> {
  const usable = sources.filter(
    ({ uri, components }) => /^https?:\/\//.test(uri) && components.includes('main'),
  );
  const uriOf = (...suites: string[]) =>
    usable.find((source) => source.suites.some((suite) => suites.includes(suite)))?.uri.replace(/\/+$/, '');
  const main = uriOf(codename);
  const security = uriOf(`${codename}-security`, `${codename}/updates`);
  return { ...(main && { main }), ...(security && { security }) };
}

/** The settings of apt that a guest needs to reach the same archives: its proxy, and how strict dates are. */
export function pickAptOptions(aptConfigDump: string): string[] {
  const wanted =
    /^Acquire::(?:(?:http|https)::Proxy(?:::[\w.:-]+)?|Check-Valid-Until|Check-Date|Retries) ".+";$/;
  return aptConfigDump.split('\n').filter((line) => wanted.test(line));
}

/** The guest's own /etc/apt/sources.list.d/debian.sources. */
export function renderDebianSources(mirrors: DebianMirrors, suite: string): string {
  const stanza = (uri: string, suites: string) =>
    [
      'Types: deb',
      `URIs: ${uri}`,
      `Suites: ${suites}`,
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
      '',
    ].join('\n');
  return [
    stanza(mirrors.main, `${suite} ${suite}-updates`),
    stanza(mirrors.security, `${suite}-security`),
  ].join('\n');
}

export function parseOsRelease(text: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const match = /^([A-Z_]+)="?([^"]*)"?$/.exec(line);
      return match?.[1] ? [[match[1], match[2] ?? ''] as const] : [];
    }),
  );
}

/**
 * The mirrors that this machine itself uses, or those of HOP3_SANDBOX_MIRROR and HOP3_SANDBOX_SECURITY_MIRROR.
 * No mirror is built in: a guest may only reach what its machine can reach.
 */
export async function readDebianMirrors(env: NodeJS.ProcessEnv = process.env): Promise<DebianMirrors> {
  const fromApt = await readMirrorsOfApt();
  const main = env.HOP3_SANDBOX_MIRROR || fromApt.main;
  const security = env.HOP3_SANDBOX_SECURITY_MIRROR || fromApt.security;
  if (main && security) return { main, security };
  throw new SandboxError(
    "no Debian archive was found in this machine's apt configuration: set HOP3_SANDBOX_MIRROR and " +
      'HOP3_SANDBOX_SECURITY_MIRROR to the addresses of a Debian and a Debian security mirror',
  );
}

async function readMirrorsOfApt(): Promise<Partial<DebianMirrors>> {
  const release = parseOsRelease(await readOrEmpty('/etc/os-release'));
  const codename = release.get('VERSION_CODENAME');
  if (release.get('ID') !== 'debian' || !codename) return {};
  const directory = '/etc/apt/sources.list.d';
  const names = await readdir(directory).catch(() => []);
  const sources = parseSourcesList(await readOrEmpty('/etc/apt/sources.list'));
  for (const name of names.sort()) {
    if (name.endsWith('.list')) sources.push(...parseSourcesList(await readOrEmpty(join(directory, name))));
    if (name.endsWith('.sources'))
      sources.push(...parseDeb822Sources(await readOrEmpty(join(directory, name))));
  }
  return pickDebianMirrors(sources, codename);
}

async function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
