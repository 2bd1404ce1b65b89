// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { organisationId, userId } from '#contract/ids.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { mintWorkerToken, verifyWorkerToken } from './worker-token.ts';

const caller = { organisation: organisationId.parse(uuidv7()), user: userId.parse(uuidv7()) };

it('says for whom web asks, for half a minute', () => {
  const token = mintWorkerToken('secret', caller, 1_000);
  expect(verifyWorkerToken('secret', token, 2_000)).toMatchObject(caller);
  expect(verifyWorkerToken('secret', token, 31_000)).toBeNull();
});

it('is refused when forged, changed or cut', () => {
  const token = mintWorkerToken('secret', caller);
  const [payload = '', mac = ''] = token.split('.');
  const other = Buffer.from(
    JSON.stringify({ ...caller, organisation: uuidv7(), expiresAt: Date.now() + 9_000 }),
  );
  for (const wrong of [
    '',
    '.',
    payload,
    `${payload}.`,
    `${payload}.${mac}.x`,
    `${other.toString('base64url')}.${mac}`,
  ]) {
    expect(verifyWorkerToken('secret', wrong)).toBeNull();
  }
  expect(verifyWorkerToken('another secret', token)).toBeNull();
});
