// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';

/** Where Debian's ca-certificates-java puts the authorities that Java trusts, made anew on each machine. */
export const JAVA_TRUST = '/etc/ssl/certs/java/cacerts';

const MAGIC = 0xfeedfeed;
const TRUSTED_CERTIFICATE = 2;
const DIGEST_BYTES = 20;

/**
 * A Java key store ("JKS", version 2) of authorities with every entry's time set, so that the same authorities are the
 * same bytes: it notes when each was put in. Null when it is none, or holds private keys.
 * Layout as in sun.security.provider.JavaKeyStore of the JDK: big-endian, texts with a length of two bytes, at the end
 * the SHA-1 of what guards it against damage.
 */
export function withFixedTimes(store: Buffer, atMs: number): Buffer | null {
  const content = Buffer.from(store.subarray(0, -DIGEST_BYTES));
  try {
    if (content.readUInt32BE(0) !== MAGIC || content.readUInt32BE(4) !== 2) return null;
    let at = 12;
    for (let left = content.readUInt32BE(8); left > 0; left -= 1) {
      if (content.readUInt32BE(at) !== TRUSTED_CERTIFICATE) return null;
      at += 4;
      at += 2 + content.readUInt16BE(at); // its name
      content.writeBigUInt64BE(BigInt(atMs), at);
      at += 8;
      at += 2 + content.readUInt16BE(at); // "X.509"
      at += 4 + content.readUInt32BE(at); // the certificate
    }
    if (
      at !== content.length ||
      !digestOf(store.subarray(0, -DIGEST_BYTES)).equals(store.subarray(-DIGEST_BYTES))
    )
      return null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  return Buffer.concat([content, digestOf(content)]);
}

/** Java's own: with the password that every Java knows for this file, and the words that the JDK has for it. */
function digestOf(content: Buffer): Buffer {
  const password = Buffer.from('changeit', 'utf16le').swap16();
  return createHash('sha1').update(password).update('Mighty Aphrodite').update(content).digest();
}
