// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainLego, type Scene } from './explain.ts';

/**
 * What lego 4.9.1 printed: against pebble, and against pebble with its answers changed into Let's Encrypt's.
 */
const said = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'lego-said', `${name}.txt`), 'utf8');

const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
const scene = (change: Partial<Scene> = {}): Scene => ({
  domain: 'rate.example.org',
  directory: LETS_ENCRYPT,
  pointsTo: ['203.0.113.9'],
  ownAddresses: ['198.51.100.7'],
  ...change,
});
const explained = (name: string, change: Partial<Scene> = {}) => explainLego(said(name), scene(change));

describe('the words of lego', () => {
  it.each([
    ['too-many-certificates', 'rate-limited', 'too many were asked for'],
    ['too-many-failures', 'rate-limited', 'too many tries for rate.example.org failed'],
    ['too-many-before-2024', 'rate-limited', 'too many were asked for'],
    ['too-many-accounts', 'rate-limited', 'too many were asked for'],
    ['service-busy', 'certificate-failed', 'busy or out of order'],
    ['directory-bad-gateway', 'certificate-failed', 'does not answer as an ACME directory does'],
    ['not-a-directory', 'certificate-failed', 'does not answer as an ACME directory does'],
    ['directory-refused', 'certificate-failed', "This server cannot reach Let's Encrypt"],
    ['directory-no-such-host', 'certificate-failed', "This server cannot reach Let's Encrypt"],
    ['directory-not-trusted', 'certificate-failed', 'its own certificate is not trusted'],
    ['account-unknown', 'certificate-failed', "does not take this server's account"],
    ['account-deactivated', 'certificate-failed', "does not take this server's account"],
    ['contact-refused', 'certificate-failed', 'refused the mail address'],
    ['external-account-wanted', 'certificate-failed', 'accounts that were made there before'],
    ['external-account-in-directory', 'certificate-failed', 'accounts that were made there before'],
    ['name-not-public', 'certificate-failed', 'makes no certificates for rate.example.org'],
    ['caa-forbids', 'certificate-failed', 'A CAA record does not allow'],
    ['caa-fails', 'certificate-failed', 'asked for CAA records'],
    ['no-such-name', 'domain-not-pointing-here', 'has no address'],
    ['no-address', 'domain-not-pointing-here', 'has no address'],
    ['name-servers-fail', 'domain-not-pointing-here', 'name servers do not answer properly'],
    ['pebble-name-servers-fail', 'domain-not-pointing-here', 'name servers do not answer properly'],
    ['connect-timeout', 'domain-not-pointing-here', 'points to 203.0.113.9, where nobody answers on port 80'],
    ['connect-refused', 'domain-not-pointing-here', 'points to 203.0.113.9, where nobody answers'],
    ['second-look-timeout', 'domain-not-pointing-here', 'points to 203.0.113.9, where nobody answers'],
    ['pebble-connect-refused', 'domain-not-pointing-here', 'points to 10.84.0.1, where nobody answers'],
    ['other-answer', 'domain-not-pointing-here', 'points to 203.0.113.9, where another server answers'],
    ['other-answer-ipv6', 'domain-not-pointing-here', 'points to 2001:db8::7, where another server answers'],
  ])('%s: %s', (name, code, words) => {
    const failure = explained(name);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(words);
    expect(failure.remedy).not.toBeNull();
    expect(failure.detail).not.toBe('');
  });

  it('say when to try again', () => {
    expect(explained('too-many-certificates').remedy).toBe('Try again after 2026-11-28 02:41 UTC.');
    expect(explained('too-many-before-2024').remedy).toContain('a few hours');
  });

  it('tell a closed port from a name that points elsewhere by the addresses of this server', () => {
    const here = { ownAddresses: ['203.0.113.9', '10.0.0.2'] };
    expect(explained('connect-timeout', here)).toMatchObject({
      code: 'certificate-failed',
      message: 'Port 80 of this server cannot be reached from outside (203.0.113.9).',
    });
    expect(explained('other-answer', here).message).toContain('another program answers');
  });

  it('name the address to enter, or that it could be this server behind a router', () => {
    expect(explained('connect-timeout').remedy).toContain('rate.example.org → 198.51.100.7');
    const behindRouter = explained('connect-timeout', { ownAddresses: ['192.168.1.5'] });
    expect(behindRouter.code).toBe('domain-not-pointing-here');
    expect(behindRouter.remedy).toContain('If that is the address of this server, open its port 80.');
    expect(explained('pebble-connect-refused', { ownAddresses: ['10.84.0.10'] }).remedy).not.toContain(
      'If that',
    );
  });

  it('that nobody knows stay in the details', () => {
    const failure = explainLego(
      'panic: surprise \u001b[2J',
      scene({ directory: 'https://ca.town.example/acme' }),
    );
    expect(failure).toMatchObject({
      code: 'certificate-failed',
      message: 'ca.town.example gave no certificate for rate.example.org.',
      detail: 'panic: surprise [2J',
    });
  });
});
