// SPDX-License-Identifier: AGPL-3.0-or-later
import { once } from 'node:events';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { connect, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import {
  hostOfServerName,
  type SniForwarder,
  type SniForwarderOptions,
  startSniForwarder,
} from './sni-forwarder.ts';

// A shared key instead of certificates: the forwarder never sees either.
const SHARED_KEY = Buffer.alloc(32, 7);
const TLS = { ciphers: 'PSK', maxVersion: 'TLSv1.2' as const, ALPNProtocols: ['h2'] };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A host's proxy: answers each line with the name it was asked for. */
async function startHost(onConnection: (socket: TLSSocket) => void): Promise<number> {
  const server = createTlsServer({ ...TLS, pskCallback: () => SHARED_KEY }, (socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  cleanups.push(() => server.close());
  return (server.address() as { port: number }).port;
}

async function startForwarder(options: Partial<SniForwarderOptions>): Promise<SniForwarder> {
  const forwarder = await startSniForwarder({
    port: 0,
    addresses: ['127.0.0.1'],
    lookup: () => '127.0.0.1',
    ...options,
  });
  cleanups.push(() => forwarder.close());
  return forwarder;
}

function connectAs(servername: string | undefined, port: number): TLSSocket {
  const name = servername === undefined ? {} : { servername };
  const socket = connect({
    ...TLS,
    host: '127.0.0.1',
    port,
    checkServerIdentity: () => undefined,
    pskCallback: () => ({ psk: SHARED_KEY, identity: 'test' }),
    ...name,
  });
  cleanups.push(() => socket.destroy());
  return socket;
}

async function alertOf(socket: TLSSocket): Promise<string> {
  const [error] = (await once(socket, 'error')) as [Error];
  return error.message;
}

async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('startSniForwarder', () => {
  it('passes a TLS connection on to the host that the server name says, ALPN included', async () => {
    const asked: string[] = [];
    const targetPort = await startHost((socket) => {
      socket.end(`${socket.servername} ${socket.alpnProtocol}`);
    });
    const forwarder = await startForwarder({
      targetPort,
      lookup: (name) => {
        asked.push(name);
        return '127.0.0.1';
      },
    });
    const answer = await readAll(connectAs('wiki.practice.apps.localhost', forwarder.port));
    expect(answer.toString()).toBe('wiki.practice.apps.localhost h2');
    expect(asked).toEqual(['practice']);
  });

  it('carries many megabytes both ways unharmed', async () => {
    const targetPort = await startHost((socket) => void socket.pipe(socket));
    const forwarder = await startForwarder({ targetPort });
    const socket = connectAs('a.b.apps.localhost', forwarder.port);
    const sent = Buffer.alloc(8_000_000, 'sandbox');
    socket.end(sent);
    expect((await readAll(socket)).equals(sent)).toBe(true);
  });

  it('keeps a connection open on which both sides talk now and then, as websockets do', async () => {
    const targetPort = await startHost((socket) => void socket.pipe(socket));
    const forwarder = await startForwarder({ targetPort, helloWithinMs: 100, connectWithinMs: 100 });
    const socket = connectAs('a.b.apps.localhost', forwarder.port);
    await once(socket, 'secureConnect');
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.write('still there?');
    expect(String((await once(socket, 'data'))[0])).toBe('still there?');
  });

  it('tells a client that asks for an unknown host so in TLS', async () => {
    const forwarder = await startForwarder({ lookup: () => undefined });
    expect(await alertOf(connectAs('wiki.nowhere.apps.localhost', forwarder.port))).toMatch(
      /unrecognized name/i,
    );
  });

  it('refuses a client that names no server, and one that names a foreign server', async () => {
    const forwarder = await startForwarder({});
    expect(await alertOf(connectAs(undefined, forwarder.port))).toMatch(/unrecognized name/i);
    expect(await alertOf(connectAs('example.org', forwarder.port))).toMatch(/unrecognized name/i);
  });

  it('refuses when looking up fails', async () => {
    const forwarder = await startForwarder({ lookup: () => Promise.reject(new Error('no file')) });
    expect(await alertOf(connectAs('a.b.apps.localhost', forwarder.port))).toMatch(/unrecognized name/i);
  });

  it('says in TLS that the host does not answer', async () => {
    const unused = createServer();
    await once(unused.listen(0, '127.0.0.1'), 'listening');
    const { port: targetPort } = unused.address() as { port: number };
    await new Promise((resolve) => unused.close(resolve));
    const forwarder = await startForwarder({ targetPort });
    expect(await alertOf(connectAs('a.b.apps.localhost', forwarder.port))).toMatch(/internal error/i);
  });

  it('closes on a client that does not speak TLS', async () => {
    const forwarder = await startForwarder({});
    const socket = connectTcp(forwarder.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\n\r\n');
    expect([...(await readAll(socket))]).toEqual([21, 3, 3, 0, 2, 2, 50]);
  });

  it('closes on a client that never finishes its hello', async () => {
    const forwarder = await startForwarder({ helloWithinMs: 50 });
    const socket = connectTcp(forwarder.port, '127.0.0.1');
    socket.write(Buffer.from([22, 3, 1, 1, 0, 1]));
    expect((await readAll(socket)).length).toBe(0);
  });

  it('ends the connection to the host when the client vanishes', async () => {
    let ended: () => void = () => undefined;
    const hostSawEnd = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const targetPort = await startHost((socket) => {
      socket.write('hello');
      socket.once('close', () => ended());
    });
    const forwarder = await startForwarder({ targetPort });
    const socket = connectAs('a.b.apps.localhost', forwarder.port);
    await once(socket, 'data');
    socket.destroy();
    await hostSawEnd;
  });

  it('ends its connections when it is closed', async () => {
    const targetPort = await startHost((socket) => void socket.write('hello'));
    const forwarder = await startForwarder({ targetPort });
    const socket = connectAs('a.b.apps.localhost', forwarder.port);
    await once(socket, 'data');
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    await forwarder.close();
    await closed;
  });
});

describe('hostOfServerName', () => {
  it.each([
    ['wiki.practice.apps.localhost', 'practice'],
    ['console.files.practice.apps.localhost', 'practice'],
    ['practice.apps.localhost', 'practice'],
    ['wiki.practice.apps.localhost.', 'practice'],
    ['apps.localhost', undefined],
    ['practice.apps.localhost.example.org', undefined],
    ['wiki.practice.localhost', undefined],
    ['../x.apps.localhost', undefined],
  ])('%s is of %s', (serverName, host) => {
    expect(hostOfServerName(serverName)).toBe(host);
  });
});
