// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaRoot, createCaRoot, isAuthorityDue, signHostAuthority } from './ca-root.ts';

const directory = mkdtempSync(join(tmpdir(), 'hop3-ca-'));
const at = (name: string) => join(directory, name);
const openssl = (...argv: string[]) =>
  execFileSync('openssl', argv, { cwd: directory, stdio: 'pipe' }).toString();
let root: CaRoot;

beforeAll(async () => {
  root = await createCaRoot();
  writeFileSync(at('root.pem'), root.certificatePem);
  openssl(
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'host.key',
    '-out',
    'host.csr',
    '-subj',
    '/CN=anything',
  );
  const signed = await signHostAuthority({
    root,
    csrPem: openssl('req', '-in', 'host.csr'),
    hostName: 'practice',
    permitted: ['practice.apps.localhost'],
  });
  if (!signed.ok) throw new Error(signed.error.message);
  writeFileSync(at('host.pem'), signed.value.certificatePem);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What openssl says of a certificate for a name, signed by the host's intermediate. */
function verify(name: string, san = `DNS:${name}`): string {
  openssl(
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'app.key',
    '-out',
    'app.csr',
    '-subj',
    '/O=app',
  );
  writeFileSync(at('app.ext'), `subjectAltName=${san}\nbasicConstraints=CA:FALSE\n`);
  openssl(
    'x509',
    '-req',
    '-in',
    'app.csr',
    '-CA',
    'host.pem',
    '-CAkey',
    'host.key',
    '-CAcreateserial',
    '-days',
    '30',
    '-extfile',
    'app.ext',
    '-out',
    'app.pem',
  );
  try {
    return openssl('verify', '-CAfile', 'root.pem', '-untrusted', 'host.pem', 'app.pem').trim();
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr);
  }
}

test('a host may sign for the names below its own', () => {
  expect(verify('news.practice.apps.localhost')).toBe('app.pem: OK');
});

test('a host may sign for no other name and no address', () => {
  expect(verify('news.example.org')).toContain('permitted subtree violation');
  expect(verify('xpractice.apps.localhost')).toContain('permitted subtree violation');
  expect(verify('news.practice.apps.localhost', 'DNS:news.practice.apps.localhost,IP:192.0.2.1')).toContain(
    'excluded subtree violation',
  );
});

test('a host may make no further authority', () => {
  expect(openssl('x509', '-in', 'host.pem', '-noout', '-text')).toMatch(/CA:TRUE, pathlen:0/);
});

test('a request that is broken or of another kind of key is refused', async () => {
  openssl(
    'req',
    '-new',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'rsa.key',
    '-out',
    'rsa.csr',
    '-subj',
    '/CN=x',
  );
  for (const csrPem of [openssl('req', '-in', 'rsa.csr'), 'nonsense']) {
    expect(await signHostAuthority({ root, csrPem, hostName: 'x', permitted: ['x.test'] })).toMatchObject({
      ok: false,
      error: { code: 'certificate-failed' },
    });
  }
});

test('an authority is signed for five years, never beyond its root, and again in its last one', async () => {
  const year = 365.25 * 24 * 3_600_000;
  const nowMs = Date.now();
  const csrPem = openssl('req', '-in', 'host.csr');
  const sign = (at: number) =>
    signHostAuthority({ root, csrPem, hostName: 'x', permitted: ['x.test'], nowMs: at });
  const [first, late] = [await sign(nowMs), await sign(nowMs + 8 * year)];
  if (!first.ok || !late.ok) throw new Error('not signed');
  expect(first.value.notAfterMs).toBe(nowMs + 5 * year);
  expect(Math.abs(late.value.notAfterMs - (nowMs + 10 * year))).toBeLessThan(3_600_000);
  expect(isAuthorityDue(first.value.notAfterMs, nowMs)).toBe(false);
  expect(isAuthorityDue(first.value.notAfterMs, nowMs + 4.1 * year)).toBe(true);
  expect(isAuthorityDue(null, nowMs)).toBe(true);
});
