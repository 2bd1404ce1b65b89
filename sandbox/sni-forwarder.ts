// SPDX-License-Identifier: AGPL-3.0-or-later
import { connect, createServer, type Server, type Socket } from 'node:net';
import { MAX_HELLO_BYTES, readClientHello } from './client-hello.ts';
import { FORWARDER_PORT } from './guest-files.ts';
import type { Log } from './sandbox-error.ts';

export type SniForwarderOptions = {
  /** Default 8443; 0 takes any free port. */
  readonly port?: number;
  /** Default: the two loopback addresses. */
  readonly addresses?: readonly string[];
  /** The address of a sandbox host by its name, see `hostsFileLookup`. */
  readonly lookup: (hostName: string) => Promise<string | undefined> | string | undefined;
  readonly log?: Log;
  /** Where the hosts' proxies listen; default 443. */
  readonly targetPort?: number;
  readonly helloWithinMs?: number;
  readonly connectWithinMs?: number;
  /** A connection on which nothing moves for this long is closed; default two hours. */
  readonly idleMs?: number;
  readonly maxConnections?: number;
};

export type SniForwarder = { readonly port: number; close(): Promise<void> };

/**
 * Makes https://<app>.<host>.apps.localhost:8443 reach port 443 of the sandbox host: reads the server name from
 * the TLS hello and passes every byte on untouched, so the host's own certificate, ALPN and websockets work.
 * Needs no privilege.
 */
export async function startSniForwarder(options: SniForwarderOptions): Promise<SniForwarder> {
  const addresses = options.addresses ?? ['127.0.0.1', '::1'];
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  let port = options.port ?? FORWARDER_PORT;
  const close = async () => {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  try {
    for (const address of addresses) {
      // allowHalfOpen: one side may have finished sending while the other still answers.
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
        sockets.add(client);
        client.once('close', () => sockets.delete(client));
        void forward(client, options, sockets);
      });
      server.maxConnections = options.maxConnections ?? 2048;
      const listening = await listen(server, port, address);
      if (listening === undefined) continue;
      servers.push(server);
      port = listening;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { port, close };
}

/** The port, or undefined when this machine does not have the address (no IPv6). */
function listen(server: Server, port: number, address: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host: address, ipv6Only: true }, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound ? bound.port : port);
    });
  });
}

/** The name of the sandbox host in `<app>.<host>.apps.localhost`. */
export function hostOfServerName(serverName: string): string | undefined {
  return /^(?:[a-z0-9_-]+\.)*?([a-z0-9-]+)\.apps\.localhost\.?$/.exec(serverName)?.[1];
}

async function forward(client: Socket, options: SniForwarderOptions, sockets: Set<Socket>): Promise<void> {
  client.on('error', () => client.destroy());
  const reading = await readHello(client, options.helloWithinMs ?? 10_000);
  if (reading.kind === 'gone') return;
  if (reading.kind === 'refused') return refuse(client, ALERT.decodeError);
  const hostName = reading.serverName === undefined ? undefined : hostOfServerName(reading.serverName);
  const address = hostName === undefined ? undefined : await lookUp(hostName, options);
  if (address === undefined) {
    options.log?.(`no sandbox host for "${reading.serverName ?? 'a connection without a server name'}"`);
    return refuse(client, ALERT.unrecognizedName);
  }
  if (client.destroyed) return;
  const host = connect({
    host: address,
    port: options.targetPort ?? 443,
    allowHalfOpen: true,
    noDelay: true,
  });
  sockets.add(host);
  host.once('close', () => sockets.delete(host));
  const connectTimer = setTimeout(
    () => host.destroy(new Error('timed out')),
    options.connectWithinMs ?? 10_000,
  );
  host.once('connect', () => {
    clearTimeout(connectTimer);
    host.write(reading.received);
    // pipe() keeps at most one buffer each way: a slow reader slows the writer.
    client.pipe(host);
    host.pipe(client);
  });
  host.on('error', (error) => {
    clearTimeout(connectTimer);
    if (host.bytesRead > 0) client.destroy();
    else {
      options.log?.(`${hostName} at ${address} does not answer: ${error.message}`);
      refuse(client, ALERT.internalError);
    }
  });
  for (const [one, other] of [
    [client, host],
    [host, client],
  ] as const) {
    one.setTimeout(options.idleMs ?? 2 * 60 * 60 * 1000, () => one.destroy());
    one.once('close', () => {
      // After a clean end the other side may still be sending what it has buffered.
      if (one.errored || !other.writableEnded) other.destroy();
    });
  }
}

async function lookUp(hostName: string, options: SniForwarderOptions): Promise<string | undefined> {
  try {
    return await options.lookup(hostName);
  } catch (error) {
    options.log?.(`${hostName} could not be looked up: ${(error as Error).message}`);
    return undefined;
  }
}

type Hello =
  | { readonly kind: 'hello'; readonly serverName: string | undefined; readonly received: Buffer }
  | { readonly kind: 'refused' }
  | { readonly kind: 'gone' };

/** Reads until the hello is whole; leaves the socket paused with nothing lost. */
function readHello(client: Socket, withinMs: number): Promise<Hello> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    const finish = (hello: Hello) => {
      clearTimeout(timer);
      client.pause();
      client.off('data', onData);
      client.off('end', onGone);
      client.off('close', onGone);
      resolve(hello);
    };
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const reading = readClientHello(received);
      if (reading.kind === 'hello') finish({ ...reading, received });
      else if (reading.kind === 'other' || received.length > MAX_HELLO_BYTES) finish({ kind: 'refused' });
    };
    const onGone = () => {
      client.destroy();
      finish({ kind: 'gone' });
    };
    const timer = setTimeout(onGone, withinMs);
    client.on('data', onData);
    client.once('end', onGone);
    client.once('close', onGone);
  });
}

/** RFC 8446 §6.2 */
const ALERT = { decodeError: 50, internalError: 80, unrecognizedName: 112 } as const;

/** Says why in a TLS alert, then closes; a client that keeps its side open is not waited for. */
function refuse(client: Socket, description: number): void {
  const fatal = 2;
  client.end(Buffer.from([21, 3, 3, 0, 2, fatal, description]));
  // Unread bytes at close would turn into a reset that overtakes the alert.
  client.resume();
  client.setTimeout(1000, () => client.destroy());
  client.once('end', () => client.destroy());
}
