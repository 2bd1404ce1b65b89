// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';

/** A server's public key as it stands in known_hosts after the name: `ssh-ed25519 AAAA…`. */
export function hostKeyLine(blob: Buffer): string {
  const length = blob.readUInt32BE(0);
  const type = blob.subarray(4, 4 + length).toString('ascii');
  if (!/^[a-z0-9@.-]{1,64}$/.test(type)) throw new Error('not an SSH public key');
  return `${type} ${blob.toString('base64')}`;
}

/** The part of a line that is compared; null when the line is not a key. */
export function hostKeyBlob(line: string): Buffer | null {
  const [, base64] = /^[a-z0-9@.-]{1,64} ([A-Za-z0-9+/=]{40,3000})(?: .*)?$/.exec(line.trim()) ?? [];
  return base64 === undefined ? null : Buffer.from(base64, 'base64');
}

/** As `ssh-keygen -l` shows it: SHA256:… */
export const hostKeyFingerprint = (blob: Buffer): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

/** Signature algorithms that prove a key of this type; asking for these only makes the server show that key. */
export function signatureAlgorithms(line: string): string[] {
  const type = line.split(' ', 1)[0] ?? '';
  return type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type];
}
