// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { hostKeyBlob, hostKeyFingerprint, hostKeyLine, signatureAlgorithms } from './host-key.ts';

/** GitHub's published key and fingerprint. */
const LINE = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const FINGERPRINT = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';

test('a key goes from line to blob and back, and has the fingerprint that ssh-keygen shows', () => {
  const blob = hostKeyBlob(`${LINE} a comment`);
  expect(blob && hostKeyLine(blob)).toBe(LINE);
  expect(blob && hostKeyFingerprint(blob)).toBe(FINGERPRINT);
});

test('what is no key is refused', () => {
  for (const line of ['', 'ssh-ed25519', 'ssh-ed25519 !!!!', `news.example.org ${LINE}`]) {
    expect(hostKeyBlob(line)).toBeNull();
  }
});

test('an RSA key is proven by SHA-2 signatures only', () => {
  expect(signatureAlgorithms('ssh-rsa AAAA')).toEqual(['rsa-sha2-512', 'rsa-sha2-256']);
  expect(signatureAlgorithms(LINE)).toEqual(['ssh-ed25519']);
});
