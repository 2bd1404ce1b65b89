// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * What the first bytes of a connection say about the server name they want (RFC 8446 §4.1.2, RFC 6066 §3).
 * - `incomplete`: a prefix of a hello; read more.
 * - `hello`: a whole one; `serverName` in small letters, undefined when it names none.
 * - `other`: not a TLS hello.
 */
export type HelloReading =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'hello'; readonly serverName: string | undefined }
  | { readonly kind: 'other' };

const INCOMPLETE: HelloReading = { kind: 'incomplete' };
const OTHER: HelloReading = { kind: 'other' };

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME_EXTENSION = 0;
const HOST_NAME = 0;
const RECORD_HEADER_BYTES = 5;
const MAX_RECORD_BYTES = 16_384;

/** A hello with every post-quantum key share is below 4 KiB; nobody needs more than this. */
export const MAX_HELLO_BYTES = 32_768;

export function readClientHello(received: Buffer): HelloReading {
  const handshake = joinRecords(received);
  if (handshake.kind === 'other') return OTHER;
  const { bytes } = handshake;
  if (bytes.length > 0 && bytes[0] !== CLIENT_HELLO) return OTHER;
  if (bytes.length < 4) return INCOMPLETE;
  const length = bytes.readUIntBE(1, 3);
  if (length > MAX_HELLO_BYTES) return OTHER;
  if (bytes.length < 4 + length) return INCOMPLETE;
  try {
    return { kind: 'hello', serverName: readServerName(new Cursor(bytes.subarray(4, 4 + length))) };
  } catch (error) {
    if (error instanceof RangeError) return OTHER;
    throw error;
  }
}

/** A handshake message may be split over records, and each record over packets. */
function joinRecords(received: Buffer): { kind: 'bytes'; bytes: Buffer } | { kind: 'other' } {
  const joined = Buffer.alloc(received.length);
  let filled = 0;
  let offset = 0;
  while (offset < received.length) {
    if (received[offset] !== HANDSHAKE_RECORD) return { kind: 'other' };
    if (offset + 1 < received.length && received[offset + 1] !== 3) return { kind: 'other' };
    if (offset + RECORD_HEADER_BYTES > received.length) break;
    const length = received.readUInt16BE(offset + 3);
    if (length === 0 || length > MAX_RECORD_BYTES) return { kind: 'other' };
    filled += received.copy(
      joined,
      filled,
      offset + RECORD_HEADER_BYTES,
      offset + RECORD_HEADER_BYTES + length,
    );
    offset += RECORD_HEADER_BYTES + length;
    // Only the hello matters; what follows it is the server's business.
    if (filled >= 4 && filled >= 4 + joined.readUIntBE(1, 3)) break;
  }
  return { kind: 'bytes', bytes: joined.subarray(0, filled) };
}

/** Throws RangeError when the lengths in the hello contradict each other. */
function readServerName(hello: Cursor): string | undefined {
  hello.take(2 + 32); // version, random
  hello.take(hello.number(1)); // session id
  hello.take(hello.number(2)); // cipher suites
  hello.take(hello.number(1)); // compression methods
  if (hello.isAtEnd()) return undefined;
  const extensions = new Cursor(hello.take(hello.number(2)));
  while (!extensions.isAtEnd()) {
    const type = extensions.number(2);
    const body = extensions.take(extensions.number(2));
    if (type !== SERVER_NAME_EXTENSION) continue;
    const list = new Cursor(body);
    const names = new Cursor(list.take(list.number(2)));
    while (!names.isAtEnd()) {
      const nameType = names.number(1);
      const name = names.take(names.number(2));
      if (nameType === HOST_NAME) return name.toString('latin1').toLowerCase();
    }
  }
  return undefined;
}

class Cursor {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  number(bytes: 1 | 2): number {
    const value = this.#bytes.readUIntBE(this.#offset, bytes);
    this.#offset += bytes;
    return value;
  }

  take(length: number): Buffer {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new RangeError('a length in the hello points past its end');
    const part = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return part;
  }
}
