// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { createCaRoot, signHostAuthority } from '#server/hosts/ca-root.ts';
import { checkChain, readCertificate, renewAtMs } from './certificate-facts.ts';
import { newRequest } from './keys.ts';
import { standInCertificate } from './stand-in.ts';

const DAY = 24 * 3600_000;

describe('when to renew', () => {
  it.each([
    ['a year', 365 * DAY, 30 * DAY],
    ['ninety days', 90 * DAY, 30 * DAY],
    ['six days', 6 * DAY, 2 * DAY],
    ['an hour', 3600_000, 1200_000],
  ])('of %s: a third before the end, at most thirty days', (_, lifetimeMs, beforeMs) => {
    expect(renewAtMs({ notBeforeMs: 1000, notAfterMs: 1000 + lifetimeMs })).toBe(
      1000 + lifetimeMs - beforeMs,
    );
  });
});

describe('a file with chain and key', () => {
  it('is read, and null when it is damaged or its key is another one', async () => {
    const nowMs = Date.now();
    const one = await standInCertificate('one.example.org', nowMs);
    const two = await standInCertificate('two.example.org', nowMs);
    expect(readCertificate(one)).toMatchObject({ domains: ['one.example.org'], serial: '01' });
    expect(readCertificate(one.replace('MII', 'MIX'))).toBeNull();
    expect(readCertificate('')).toBeNull();
    const [certificate = ''] = one.split('-----BEGIN PRIVATE KEY-----');
    expect(
      readCertificate(
        `${certificate}-----BEGIN PRIVATE KEY-----${two.split('-----BEGIN PRIVATE KEY-----')[1]}`,
      ),
    ).toBeNull();
  });
});

describe('a chain that came from somebody', () => {
  const domain = 'app.example.org';
  const nowMs = Date.now();

  /** An intermediate of a private root, and a stand-in for what an issuer gives. */
  async function stage() {
    const { keyPem } = await newRequest(domain);
    const own = await standInCertificate(domain, nowMs);
    const [certificatePem = '', key = ''] = own.split(/(?=-----BEGIN PRIVATE KEY-----)/);
    const root = await createCaRoot(nowMs);
    const { requestPem } = await newRequest('host.example.org');
    const signed = await signHostAuthority({
      root,
      csrPem: requestPem,
      hostName: 'host',
      permitted: [domain],
      nowMs,
    });
    if (!signed.ok) throw new Error(signed.error.message);
    return { otherKey: keyPem, certificatePem, key, intermediate: signed.value.certificatePem, root };
  }

  it('is taken when it is for this name and this key, and written anew', async () => {
    const { certificatePem, key } = await stage();
    const checked = checkChain({ chainPem: `junk\n${certificatePem}\njunk`, keyPem: key, domain, nowMs });
    expect(checked.ok && checked.value.chainPem).toBe(certificatePem);
  });

  it.each([
    ['there is none', {}, (s: Awaited<ReturnType<typeof stage>>) => ({ chainPem: 'nothing', keyPem: s.key })],
    ['another key', {}, (s) => ({ chainPem: s.certificatePem, keyPem: s.otherKey })],
    ['another name', { domain: 'other.example.org' }, (s) => ({ chainPem: s.certificatePem, keyPem: s.key })],
    ['broken', {}, (s) => ({ chainPem: s.certificatePem + s.intermediate, keyPem: s.key })],
    [
      'not valid at the time',
      { nowMs: nowMs + 30 * DAY },
      (s) => ({ chainPem: s.certificatePem, keyPem: s.key }),
    ],
  ] as [string, object, (s: Awaited<ReturnType<typeof stage>>) => { chainPem: string; keyPem: string }][])(
    'is refused: %s',
    async (why, change, of) => {
      const checked = checkChain({ domain, nowMs, ...of(await stage()), ...change });
      expect(checked.ok ? '' : checked.error).toContain(why);
    },
  );
});
