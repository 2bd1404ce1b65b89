// SPDX-License-Identifier: AGPL-3.0-or-later
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { LinuxHost } from '#agent/host/linux-host.ts';
import { proxySchema } from '#contract/manifest/run.ts';
import { backupConformance } from './backup/conformance.ts';
import { osConformance } from './os/conformance.ts';
import { debian } from './os/debian/debian.ts';
import { type ProxySubject, proxyConformance } from './proxy/conformance.ts';
import type { Site } from './proxy/contract.ts';
import { nginx } from './proxy/nginx/nginx.ts';
import { backupSubject } from './test-backup-subject.ts';

/** Runs on a sandbox host as root: `node test-edge-on-host.mjs <os|proxy|local|sftp|store> <name of the check>`; 0 when it holds. */
const host = new LinuxHost();
const [what, name] = process.argv.slice(2);
const CERTIFICATE = '/root/hop3-edge';
const STAND_IN = '/run/hop3/edge-stand-in.sock';
const SPOILT = '/etc/nginx/conf.d/zz-foreign.conf';

async function checkProxy(): Promise<void> {
  const check = proxyConformance.find((one) => one.name === name);
  if (!check) throw new Error(`no such check: ${name}`);
  await host.makeDirectory(CERTIFICATE);
  await host.run([
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=edge',
    '-keyout',
    `${CERTIFICATE}/key.pem`,
    '-out',
    `${CERTIFICATE}/chain.pem`,
  ]);
  const server = createServer((request, response) => {
    response.end(
      Object.entries(request.headers)
        .map(([header, value]) => `${header}: ${value}\n`)
        .join(''),
    );
  });
  await new Promise<void>((resolve) => server.listen(19_999, '127.0.0.1', resolve));
  const standIn = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.statusCode = 503;
    response.end(
      `stand-in for ${request.headers['x-hop3-site']}: ${request.method} ${request.headers['x-hop3-page'] ?? ''} ${body}`,
    );
  });
  await host.removeFile(STAND_IN);
  await new Promise<void>((resolve) => standIn.listen({ path: STAND_IN, writableAll: true }, resolve));
  // Takes a request and hangs up.
  const rude = createTcpServer((socket) => void socket.once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => rude.listen(19_998, '127.0.0.1', resolve));
  const site = (user: string, domain: string): Site => ({
    user,
    domain,
    publicPort: 443,
    endpoint: { kind: 'port', port: 19_999 },
    certificate: { chain: `${CERTIFICATE}/chain.pem`, key: `${CERTIFICATE}/key.pem` },
    proxy: proxySchema.parse({}),
    standIn: { socket: STAND_IN, closed: false },
  });
  const subject: ProxySubject = {
    proxy: nginx,
    host,
    site: site('hop3-edgeaaaa', 'one.edge.example.org'),
    neighbour: site('hop3-edgebbbb', 'two.edge.example.org'),
    away: { kind: 'port', port: 19_997 },
    rude: { kind: 'port', port: 19_998 },
    spoil: async () => {
      await host.writeAtomic(SPOILT, 'nonsense;\n');
      return () => host.removeFile(SPOILT);
    },
  };
  try {
    await check.run(subject);
  } finally {
    for (const { user } of [subject.site, subject.neighbour]) await nginx.close(user, host);
    for (const one of [server, standIn]) {
      one.close();
      one.closeAllConnections();
    }
    rude.close();
  }
}

if (what === 'os') {
  await osConformance.find((one) => one.name === name)?.run({ os: debian, host, smallPackage: 'hello' });
} else if (what === 'local' || what === 'sftp' || what === 'store') {
  const check = backupConformance.find((one) => one.name === name);
  if (!check) throw new Error(`no such check: ${name}`);
  await check.run(await backupSubject(what, host));
} else {
  await checkProxy();
}
