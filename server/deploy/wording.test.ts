// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { addonText, bytesText, upstreamVersion } from './wording.ts';

describe('wording', () => {
  it.each([
    [512, '512 bytes'],
    [6_100_000, '6.1 MB'],
    [330_000_000, '330 MB'],
    [999_600_000, '1.0 GB'],
    [12_345_000_000, '12 GB'],
  ])('writes %d bytes as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  it.each([
    [{ type: 'postgres', version: '17.6 (Debian 17.6-0+deb13u1)' }, 'PostgreSQL 17'],
    [{ type: 'mysql', version: '11.8.3-MariaDB' }, 'MariaDB 11.8'],
    [{ type: 'redis', version: '8.0.2' }, 'Redis 8'],
  ])('names the addon %j as %s', (addon, text) => expect(addonText(addon)).toBe(text));

  it.each([
    ['2.2.6-1+deb13u1', '2.2.6'],
    ['1:6.8.3+dfsg1-0+deb13u1', '6.8.3'],
    ['4.0.9', '4.0.9'],
    ['3.5.4', '3.5.4'],
  ])('reads the upstream version of %s', (version, text) => expect(upstreamVersion(version)).toBe(text));
});
