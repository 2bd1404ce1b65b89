// SPDX-License-Identifier: AGPL-3.0-or-later
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { readClientHello } from './client-hello.ts';

/** The first flight of a real TLS client. */
async function helloOf(options: { servername?: string; ALPNProtocols?: string[] }): Promise<Buffer> {
  const sent: Buffer[] = [];
  const wire = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      sent.push(chunk);
      wire.emit('sent');
      done();
    },
  });
  const written = once(wire, 'sent');
  const client = connect({ socket: wire, rejectUnauthorized: false, ...options });
  client.on('error', () => undefined);
  await written;
  client.destroy();
  return Buffer.concat(sent);
}

/** Splits the one record of a hello into records of at most `size` bytes. */
function inRecordsOf(size: number, hello: Buffer): Buffer {
  const payload = hello.subarray(5);
  const records: Buffer[] = [];
  for (let offset = 0; offset < payload.length; offset += size) {
    const part = payload.subarray(offset, offset + size);
    records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part);
  }
  return Buffer.concat(records);
}

describe('readClientHello', () => {
  it('finds the server name in the hello of a real client', async () => {
    const hello = await helloOf({
      servername: 'Wiki.practice.apps.localhost',
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    expect(readClientHello(hello)).toEqual({ kind: 'hello', serverName: 'wiki.practice.apps.localhost' });
  });

  it('says so when a client names no server', async () => {
    expect(readClientHello(await helloOf({}))).toEqual({ kind: 'hello', serverName: undefined });
  });

  it('asks for more after every proper prefix, and never guesses', async () => {
    const hello = await helloOf({ servername: 'a.b.apps.localhost' });
    for (let length = 0; length < hello.length; length++) {
      expect(readClientHello(hello.subarray(0, length)), `${length} bytes`).toEqual({ kind: 'incomplete' });
    }
  });

  it('joins a hello that is split over many records', async () => {
    const hello = await helloOf({ servername: 'a.b.apps.localhost' });
    for (const size of [1, 3, 4, 50, 200]) {
      const split = inRecordsOf(size, hello);
      expect(readClientHello(split)).toEqual({ kind: 'hello', serverName: 'a.b.apps.localhost' });
      expect(readClientHello(split.subarray(0, -1))).toEqual({ kind: 'incomplete' });
    }
  });

  it('does not mind what follows the hello', async () => {
    const hello = await helloOf({ servername: 'a.b.apps.localhost' });
    const followed = Buffer.concat([hello, Buffer.from([23, 3, 3, 0, 1, 0])]);
    expect(readClientHello(followed)).toEqual({ kind: 'hello', serverName: 'a.b.apps.localhost' });
  });

  it.each([
    ['plain HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
    ['SSH', Buffer.from('SSH-2.0-OpenSSH_9.9\r\n')],
    ['a TLS record that is not a handshake', Buffer.from([23, 3, 3, 0, 1, 0])],
    ['a handshake that is not a client hello', Buffer.from([22, 3, 3, 0, 4, 2, 0, 0, 0])],
    ['an empty record', Buffer.from([22, 3, 1, 0, 0])],
    ['a record longer than TLS allows', Buffer.from([22, 3, 1, 255, 255])],
    ['a hello longer than anybody needs', Buffer.from([22, 3, 1, 0, 4, 1, 255, 255, 255])],
    ['a hello that ends within its random', Buffer.from([22, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3])],
  ])('takes %s for something else', (_what, bytes) => {
    expect(readClientHello(bytes)).toEqual({ kind: 'other' });
  });

  it('survives any damaged byte', async () => {
    const hello = await helloOf({ servername: 'a.b.apps.localhost' });
    for (let offset = 0; offset < hello.length; offset++) {
      for (const value of [0, 1, 127, 255]) {
        const damaged = Buffer.from(hello);
        damaged[offset] = value;
        expect(['hello', 'other', 'incomplete']).toContain(readClientHello(damaged).kind);
      }
    }
  });
});
