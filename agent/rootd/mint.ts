// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import type { InstallationId } from '#contract/ids.ts';

export const UIDS = { first: 30_000, last: 39_999 } as const;
export const PORTS = { first: 20_000, last: 29_999 } as const;

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The 8 base32 digits of an installation: of the last 40 bits of its id (random in a UUIDv7), so that a person can
 * find one by the other. `attempt` > 0 gives others, for when two ids end alike.
 */
export function mintLabel(installation: InstallationId, attempt = 0): string {
  const bytes =
    attempt === 0
      ? Buffer.from(installation.replaceAll('-', ''), 'hex').subarray(11)
      : createHash('sha256').update(`${installation}/${attempt}`).digest().subarray(0, 5);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: 8 }, (_, index) => BASE32[Number((bits >> BigInt(35 - 5 * index)) & 31n)]).join(
    '',
  );
}

export const userOf = (label: string): string => `hop3-${label}`;
export const databaseNameOf = (label: string): string => `hop3_${label}`;

/** The first free port from a start that depends on the installation, so that two hosts rarely agree on numbers. */
export function mintPort(installation: InstallationId, taken: ReadonlySet<number>): number | null {
  const count = PORTS.last - PORTS.first + 1;
  const start = createHash('sha256').update(installation).digest().readUInt32BE(0) % count;
  for (let step = 0; step < count; step += 1) {
    const port = PORTS.first + ((start + step) % count);
    if (!taken.has(port)) return port;
  }
  return null;
}
