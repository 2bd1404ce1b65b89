// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import {
  firstMirror,
  mirrorFileOf,
  mirrorsOf,
  parseDeb822,
  parseSourcesList,
  sourcesList,
} from './archive-sources.ts';

describe('mirrors of the host', () => {
  it('are read from deb822 stanzas with several suites and a comment', () => {
    const sources = parseDeb822(`Types: deb
# a remark
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
`);
    expect(sources).toHaveLength(3);
    expect(mirrorsOf(sources)).toEqual({
      archive: 'http://mirror.example/debian',
      security: 'http://mirror.example/security',
    });
  });

  it('are read from one-line sources with options', () => {
    const sources = parseSourcesList(`# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian trixie main # the archive
deb-src https://mirror.example/debian trixie main
deb https://mirror.example/debian-security trixie-security main
`);
    expect(mirrorsOf(sources)).toEqual({
      archive: 'https://mirror.example/debian',
      security: 'https://mirror.example/debian-security',
    });
  });

  it('are not taken from disabled stanzas, other distributions or local directories', () => {
    const sources = [
      ...parseDeb822(
        'Types: deb\nURIs: http://a.example/debian\nSuites: trixie\nComponents: main\nEnabled: no\n',
      ),
      ...parseSourcesList('deb http://b.example/ubuntu noble main\ndeb file:///srv/debian trixie main\n'),
    ];
    expect(mirrorsOf(sources)).toEqual({ archive: null, security: null });
  });

  it('are found in the file that cloud images name', () => {
    expect(mirrorFileOf('mirror+file:///etc/apt/mirrors/debian.list')).toBe('/etc/apt/mirrors/debian.list');
    expect(mirrorFileOf('mirror+file:/etc/apt/mirrors/debian.list')).toBe('/etc/apt/mirrors/debian.list');
    expect(mirrorFileOf('mirror+file:///root/secret')).toBeNull();
    expect(
      firstMirror('# fastest first\nhttps://m.example/debian\tpriority:1\nhttps://n.example/debian\n'),
    ).toBe('https://m.example/debian');
  });

  it('that could break out of a line are refused', () => {
    expect(
      mirrorsOf([{ uri: 'http://a.example/x]y', suite: 'trixie', components: ['main'] }]).archive,
    ).toBeNull();
  });
});

it('a base always has the security suite and Debian’s own keyring', () => {
  expect(
    sourcesList('trixie', { archive: 'http://a.example/debian', security: 'http://s.example/sec' }),
  ).toBe(
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://a.example/debian trixie main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://a.example/debian trixie-updates main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://s.example/sec trixie-security main
`,
  );
});
