// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { archiveName, parseDpkgStatus, parseMadison, parsePrintedUris, versionInPlan } from './apt-output.ts';

const hash = 'a'.repeat(64);

it('planned archives are read with size and sha256; lines without a sha256 are passed over', () => {
  const output = `'http://m.example/x/libxau6_1.0.11-1_amd64.deb' libxau6_1%3a1.0.11-1_amd64.deb 20392 SHA256:${hash}
'http://m.example/x/old_1_all.deb' old_1_all.deb 5 MD5Sum:1bc74983fca8bf2f6df6f871bca29d13
Reading package lists...
`;
  expect(parsePrintedUris(output)).toEqual([
    { file: 'libxau6_1%3a1.0.11-1_amd64.deb', size: 20392, sha256: hash },
  ]);
});

it('the version in a plan keeps its epoch', () => {
  const debs = [{ file: 'libxau6_1%3a1.0.11-1_amd64.deb', size: 1, sha256: hash }];
  expect(versionInPlan(debs, 'libxau6')).toBe('1:1.0.11-1');
  expect(versionInPlan(debs, 'libxau')).toBeNull();
});

it('only installed packages count', () => {
  const status = `Package: zlib1g
Status: install ok installed
Architecture: amd64
Version: 1:1.3-1

Package: gone
Status: deinstall ok config-files
Architecture: all
Version: 1

Package: adduser
Status: install ok installed
Architecture: all
Version: 3.152
`;
  const installed = parseDpkgStatus(status);
  expect(installed.map((item) => item.name)).toEqual(['adduser', 'zlib1g']);
  expect(installed.map(archiveName)).toEqual(['adduser_3.152_all.deb', 'zlib1g_1%3a1.3-1_amd64.deb']);
});

it('versions of the archive come newest first and once', () => {
  const output = ` nginx | 1.26.3-3+deb13u11 | http://s.example trixie-security/main amd64 Packages
 nginx | 1.26.3-3+deb13u10 | http://a.example trixie/main amd64 Packages
 nginx | 1.26.3-3+deb13u10 | http://b.example trixie/main amd64 Packages
`;
  expect(parseMadison(output)).toEqual(['1.26.3-3+deb13u11', '1.26.3-3+deb13u10']);
});
