// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { withFixedTimes } from './java-trust.ts';

/** Made by Java's keytool from one certificate, two seconds after each other. */
const [FIRST, SECOND] = [
  '/u3+7QAAAAIAAAABAAAAAgAMZGViaWFuOmEucGVtAAABoiDLbYEABVguNTA5AAABcTCCAW0wggEToAMCAQICFB7jgCeYvKXCx03CTQf63UMEKJLFMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwHhcNMjYxMTI4MDYxNTMyWhcNMzYxMTI1MDYxNTMyWjAMMQowCAYDVQQDDAFhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZyQkBgLFgmPWUqDXKUQfUY8fat+eHY+/Ixl0t7FV0/Cfl3zmXcMIgaF0gqEDqpHAbsnYMv64oHYPdaIB0nC0GqNTMFEwHQYDVR0OBBYEFNI/zHT8g2/s6y3PkFBINn6s7TX4MB8GA1UdIwQYMBaAFNI/zHT8g2/s6y3PkFBINn6s7TX4MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAKYTqAWIiNWJ/b2+GkQ1LoxBoxt1Yx+yhbnwp1mdUYe2AiBWjo1ZOv7Cb2w2UiqjBkJUIFCw321vuozqIv0vi5+jQ+If9/zHE6n71gfNEHQya4oHZBse',
  '/u3+7QAAAAIAAAABAAAAAgAMZGViaWFuOmEucGVtAAABoiDLdikABVguNTA5AAABcTCCAW0wggEToAMCAQICFB7jgCeYvKXCx03CTQf63UMEKJLFMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwHhcNMjYxMTI4MDYxNTMyWhcNMzYxMTI1MDYxNTMyWjAMMQowCAYDVQQDDAFhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZyQkBgLFgmPWUqDXKUQfUY8fat+eHY+/Ixl0t7FV0/Cfl3zmXcMIgaF0gqEDqpHAbsnYMv64oHYPdaIB0nC0GqNTMFEwHQYDVR0OBBYEFNI/zHT8g2/s6y3PkFBINn6s7TX4MB8GA1UdIwQYMBaAFNI/zHT8g2/s6y3PkFBINn6s7TX4MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAKYTqAWIiNWJ/b2+GkQ1LoxBoxt1Yx+yhbnwp1mdUYe2AiBWjo1ZOv7Cb2w2UiqjBkJUIFCw321vuozqIv0vi5+jQ4xgLp46I4BFhX8m5KzsvlxeOZsr',
].map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer];
const TIME_AT = 12 + 4 + 2 + 'debian:a.pem'.length;

it('makes the same authorities the same bytes', () => {
  expect(FIRST.equals(SECOND)).toBe(false);
  const fixed = withFixedTimes(FIRST, 1_735_689_600_000);
  expect(fixed?.equals(withFixedTimes(SECOND, 1_735_689_600_000) ?? Buffer.alloc(0))).toBe(true);
  expect(fixed?.readBigUInt64BE(TIME_AT)).toBe(1_735_689_600_000n);
});

it('changes nothing but the time, and guards it as Java does', () => {
  expect(withFixedTimes(FIRST, Number(FIRST.readBigUInt64BE(TIME_AT)))?.equals(FIRST)).toBe(true);
  expect(withFixedTimes(FIRST, Number(SECOND.readBigUInt64BE(TIME_AT)))?.equals(SECOND)).toBe(true);
});

it('leaves alone what is something else, damaged, cut off or of private keys', () => {
  const damaged = Buffer.from(FIRST);
  damaged[100] = (damaged[100] ?? 0) ^ 1;
  const withKey = Buffer.from(FIRST);
  withKey.writeUInt32BE(1, 12);
  for (const bytes of [Buffer.alloc(0), Buffer.from('text'), damaged, withKey, FIRST.subarray(0, 200)])
    expect(withFixedTimes(bytes, 0)).toBeNull();
});
