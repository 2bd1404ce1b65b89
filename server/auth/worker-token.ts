// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { organisationId, userId } from '#contract/ids.ts';

/** A request of web to the worker is believed for this long. */
const LIFETIME_MS = 30_000;

const workerTokenPayload = z.strictObject({
  organisation: organisationId,
  user: userId,
  expiresAt: z.int(),
});
export type WorkerTokenPayload = z.infer<typeof workerTokenPayload>;

const signature = (secret: string, text: string): Buffer =>
  createHmac('sha256', secret).update(text).digest();

/** For whom web asks something of the worker. `secret`: the file worker-token. Sent as `authorization: Bearer …`. */
export function mintWorkerToken(
  secret: string,
  caller: Pick<WorkerTokenPayload, 'organisation' | 'user'>,
  nowMs: number = Date.now(),
): string {
  const payload: WorkerTokenPayload = { ...caller, expiresAt: nowMs + LIFETIME_MS };
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${signature(secret, text).toString('base64url')}`;
}

/** The payload of a token that is ours and not expired, else null. */
export function verifyWorkerToken(
  secret: string,
  token: string,
  nowMs: number = Date.now(),
): WorkerTokenPayload | null {
  const [text, mac, ...rest] = token.split('.');
  if (text === undefined || mac === undefined || rest.length > 0) return null;
  const given = Buffer.from(mac, 'base64url');
  const expected = signature(secret, text);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  try {
    const payload = workerTokenPayload.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return payload.success && payload.data.expiresAt > nowMs ? payload.data : null;
  } catch {
    return null;
  }
}
