// SPDX-License-Identifier: AGPL-3.0-or-later
import { createServer } from 'node:http';
import { LinuxHost } from '#agent/host/linux-host.ts';
import { proxySchema } from '#contract/manifest/run.ts';
import { osConformance } from './os/conformance.ts';
import { debian } from './os/debian/debian.ts';
import { proxyConformance } from './proxy/conformance.ts';
import type { Site } from './proxy/contract.ts';
import { nginx } from './proxy/nginx/nginx.ts';

/** Runs on a sandbox host as root: `node test-edge-on-host.mjs <os|proxy> <name of the check>`; 0 when it holds. */
const host = new LinuxHost();
const [what, name] = process.argv.slice(2);
const CERTIFICATE = '/root/hop3-edge';
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
  const site = (user: string, domain: string): Site => ({
    user,
    domain,
    publicPort: 443,
    endpoint: { kind: 'port', port: 19_999 },
    certificate: { chain: `${CERTIFICATE}/chain.pem`, key: `${CERTIFICATE}/key.pem` },
    proxy: proxySchema.parse({}),
  });
  const subject = {
    proxy: nginx,
    host,
    site: site('hop3-edgeaaaa', 'one.edge.example.org'),
    neighbour: site('hop3-edgebbbb', 'two.edge.example.org'),
    spoil: async () => {
      await host.writeAtomic(SPOILT, 'nonsense;\n');
      return () => host.removeFile(SPOILT);
    },
  };
  try {
    await check.run(subject);
  } finally {
    for (const { user } of [subject.site, subject.neighbour]) await nginx.close(user, host);
    server.close();
    server.closeAllConnections();
  }
}

if (what === 'os') {
  await osConformance.find((one) => one.name === name)?.run({ os: debian, host, smallPackage: 'hello' });
} else {
  await checkProxy();
}
