// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import {
  parseDeb822Sources,
  parseOsRelease,
  parseSourcesList,
  pickAptOptions,
  pickDebianMirrors,
  renderDebianSources,
} from './apt-sources.ts';

describe('parseSourcesList', () => {
  it('reads entries with and without options, and passes over the rest', () => {
    const text = `# deb http://old.example/debian bookworm main
deb http://mirror.example/debian bookworm main contrib # the main one
deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg] https://mirror.example/security bookworm-security main
deb-src http://mirror.example/debian bookworm main

  deb\thttp://flat.example/ ./
`;
    expect(parseSourcesList(text)).toEqual([
      { uri: 'http://mirror.example/debian', suites: ['bookworm'], components: ['main', 'contrib'] },
      { uri: 'https://mirror.example/security', suites: ['bookworm-security'], components: ['main'] },
      { uri: 'http://flat.example/', suites: ['./'], components: [] },
    ]);
  });
});

describe('parseDeb822Sources', () => {
  it('reads stanzas with comments inside, folded fields and several addresses', () => {
    const text = `Types: deb deb-src
# a comment within the stanza
URIs: http://one.example/debian
  http://two.example/debian
Suites: trixie trixie-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----

types: deb
uris: http://one.example/security
suites: trixie-security
components: main
`;
    const suites = ['trixie', 'trixie-updates'];
    expect(parseDeb822Sources(text)).toEqual([
      { uri: 'http://one.example/debian', suites, components: ['main'] },
      { uri: 'http://two.example/debian', suites, components: ['main'] },
      { uri: 'http://one.example/security', suites: ['trixie-security'], components: ['main'] },
    ]);
  });

  it('passes over stanzas that are disabled or of source packages only', () => {
    const stanza = (fields: string) => `${fields}\nURIs: http://a.example\nSuites: x\nComponents: main\n`;
    expect(parseDeb822Sources(stanza('Types: deb\nEnabled: no'))).toEqual([]);
    expect(parseDeb822Sources(stanza('Types: deb-src'))).toEqual([]);
    expect(parseDeb822Sources(stanza('Types: deb\nEnabled: yes'))).toHaveLength(1);
  });
});

describe('pickDebianMirrors', () => {
  const source = (uri: string, suite: string) => ({ uri, suites: [suite], components: ['main'] });

  it("takes the archives of this machine's release and no other program's", () => {
    const sources = [
      source('http://vendor.example/apt', 'stable'),
      source('cdrom:[Debian]/', 'bookworm'),
      source('http://mirror.example/debian/', 'bookworm'),
      source('http://mirror.example/debian-security', 'bookworm-security'),
      source('http://other.example/debian', 'bookworm'),
    ];
    expect(pickDebianMirrors(sources, 'bookworm')).toEqual({
      main: 'http://mirror.example/debian',
      security: 'http://mirror.example/debian-security',
    });
  });

  it('leaves out what the machine does not have', () => {
    expect(pickDebianMirrors([source('http://mirror.example/debian', 'trixie')], 'bookworm')).toEqual({});
  });
});

it('pickAptOptions keeps what a guest needs to reach the archives, and nothing of this machine', () => {
  const dump = `APT "";
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::http::Proxy::internal.example "DIRECT";
Acquire::https::Proxy "";
Acquire::Check-Valid-Until "false";
DPkg::Post-Invoke:: "rm -rf /";
`;
  expect(pickAptOptions(dump)).toEqual([
    'Acquire::http::Proxy "http://proxy.example:3128";',
    'Acquire::http::Proxy::internal.example "DIRECT";',
    'Acquire::Check-Valid-Until "false";',
  ]);
});

it('renderDebianSources can be read back, security included', () => {
  const mirrors = { main: 'http://mirror.example/debian', security: 'http://mirror.example/security' };
  const sources = parseDeb822Sources(renderDebianSources(mirrors, 'trixie'));
  expect(pickDebianMirrors(sources, 'trixie')).toEqual(mirrors);
  expect(sources[0]?.suites).toEqual(['trixie', 'trixie-updates']);
});

it('parseOsRelease reads quoted and plain values', () => {
  const release = parseOsRelease('ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12"\n');
  expect(Object.fromEntries(release)).toEqual({
    ID: 'debian',
    VERSION_CODENAME: 'bookworm',
    PRETTY_NAME: 'Debian GNU/Linux 12',
  });
});
