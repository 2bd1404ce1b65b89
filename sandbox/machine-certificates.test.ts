// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { extraCertificates, splitPemCertificates } from './machine-certificates.ts';

const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;

it('splits a bundle whatever stands between its certificates', () => {
  const bundle = `# Company\r\n${pem('AAAA').replaceAll('\n', '\r\n')}\n${pem('BBBB')}-----BEGIN PRIVATE KEY-----\nCCCC\n`;
  expect(splitPemCertificates(bundle)).toEqual([pem('AAAA'), pem('BBBB')]);
});

it('keeps the certificates that Debian does not ship, once each and in the same order every time', () => {
  const trusted = [pem('AAAA'), pem('BBBB'), pem('CCCC'), pem('BB\nBB')];
  const extra = extraCertificates(trusted, [pem('AA\nAA')]);
  expect(extra).toHaveLength(2);
  expect(
    extraCertificates([...trusted].reverse(), [pem('AAAA')]).map((text) => text.replace(/\s/g, '')),
  ).toEqual(extra.map((text) => text.replace(/\s/g, '')));
});
