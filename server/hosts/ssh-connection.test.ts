// SPDX-License-Identifier: AGPL-3.0-or-later
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { newSshKey } from '#server/secrets/new-ssh-key.ts';
import { agentClient } from './agent-client.ts';
import { SshConnection, SshError } from './ssh-connection.ts';

const hostKey = newSshKey('test');
const ours = newSshKey('test');

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0).reverse()) one.close();
});

async function listen(server: Server | ssh2.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

/** An SSH server that lets everybody in and answers each command as told. */
function sshServer(answer: (channel: ssh2.ServerChannel, client: ssh2.Connection) => void): Promise<number> {
  return listen(
    new ssh2.Server({ hostKeys: [hostKey.private] }, (client) => {
      client.on('error', () => undefined);
      client.on('authentication', (asked) => asked.accept());
      client.on('session', (accept) => accept().once('exec', (take) => answer(take(), client)));
    }),
  );
}

/** Passes on what the server sends in pieces as large as they get: what was sent within `pauseMs` comes at once. */
function inOnePiece(port: number, pauseMs: number): Promise<number> {
  const sockets = new Set<Socket>();
  open.push({ close: () => sockets.forEach((socket) => void socket.destroy()) });
  return listen(
    createServer((near) => {
      const far = connect(port, '127.0.0.1');
      let held: Buffer[] = [];
      let timer: NodeJS.Timeout | undefined;
      far.on('data', (chunk) => {
        held.push(chunk);
        clearTimeout(timer);
        timer = setTimeout(() => {
          near.write(Buffer.concat(held));
          held = [];
        }, pauseMs);
      });
      near.pipe(far);
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          near.destroy();
          far.destroy();
        });
      }
    }),
  );
}

function connectionTo(port: number): SshConnection {
  const connection = new SshConnection({
    address: '127.0.0.1',
    port,
    username: 'root',
    hostKey: hostKey.public.split(' ').slice(0, 2).join(' '),
    credential: { privateKey: ours.private },
  });
  open.push(connection);
  return connection;
}

test('a command whose whole answer comes in one packet has its output and its exit code', async () => {
  const port = await sshServer((channel) => {
    channel.write('0\n');
    channel.exit(3);
    channel.end();
  });
  const connection = connectionTo(await inOnePiece(port, 30));
  expect(await connection.run('id -u')).toEqual({ exitCode: 3, stdout: '0\n', stderr: '' });
  expect(await connection.run('id -u')).toEqual({ exitCode: 3, stdout: '0\n', stderr: '' });
});

test('a command that ended without a word of how is a lost connection', async () => {
  const connection = connectionTo(await sshServer((channel) => channel.end('0\n')));
  await expect(connection.run('id -u')).rejects.toBeInstanceOf(SshError);
});

test('a kept channel that the server closed is not used again', async () => {
  const channels: ssh2.ServerChannel[] = [];
  const clients = new Set<ssh2.Connection>();
  const answers = createHttpServer((_asked, answer) => {
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ result: { data: 'here' } }));
  });
  const port = await sshServer((channel, client) => {
    channels.push(channel);
    clients.add(client);
    answers.emit('connection', asAccepted(channel));
  });
  const client = agentClient(connectionTo(port));
  const ask = () => Promise.all([1, 2, 3].map(() => client.hello.query()));
  expect(await ask()).toEqual(['here', 'here', 'here']);
  // As a server does that is switched off: its programs end, then its sshd.
  for (const channel of channels) {
    channel.eof();
    channel.exit(0);
    channel.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const client of clients) client.end();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await ask()).toEqual(['here', 'here', 'here']);
});

/** What node:http asks of a socket and a channel does not have. */
function asAccepted(channel: ssh2.ServerChannel): ssh2.ServerChannel {
  channel.on('error', () => undefined);
  return Object.assign(channel, { setTimeout: () => channel, setNoDelay: () => channel });
}
