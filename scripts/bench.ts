// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run bench`: installs through the product against bare commands on an identical host, memory at rest, and
// requests a second of the cached catalogue. Ratios of one run: these numbers mean nothing across machines.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { down, type SandboxHost, status, up } from '#sandbox/sandbox.ts';
import { memoryOf } from './bench/memory.ts';
import { onHost } from './bench/on-host.ts';
import { requestsPerSecond } from './bench/requests.ts';
import { startProduct } from './client/product.ts';
import { becomeAdministrator, endOf, installApp, type SiteClient } from './client/site-client.ts';
import { ensureDebianPackages } from './start/debian-packages.ts';
import { say } from './start/say.ts';

const HOME = '/var/lib/hop3-bench';
const PRODUCT_HOST = 'bench';
const BARE_HOST = 'bench-bare';
const IDLE_MS = 30_000;

interface Measure {
  readonly name: string;
  readonly value: string;
  readonly aim: string;
}

/** Connects the host for the bare commands as a person connects a server of theirs, so that both are alike. */
async function connectBareHost(client: SiteClient, host: SandboxHost): Promise<void> {
  const { publicKey } = await client.hosts.ourPublicKey.query();
  onHost(host, 'cat >> /root/.ssh/authorized_keys', `${publicKey}\n`);
  const { hostKey } = await client.hosts.probe.query({ address: host.address, port: host.sshPort });
  const { operation } = await client.hosts.connect.mutate({
    method: 'public-key',
    name: BARE_HOST,
    address: host.address,
    sshPort: host.sshPort,
    sshUser: host.sshUser,
    hostKey,
  });
  const ended = await endOf(client, operation, 600_000);
  if (ended.state !== 'succeeded') throw new Error(`Connecting ${BARE_HOST}: ${ended.failure?.message}`);
}

async function productInstall(client: SiteClient, app: string): Promise<number> {
  const { operation } = await installApp(client, { app });
  const ended = await endOf(client, operation, 900_000);
  if (ended.state !== 'succeeded' || ended.endedAtMs === null)
    throw new Error(`${app}: ${ended.failure?.message}`);
  return ended.endedAtMs - ended.createdAtMs;
}

function bareInstall(host: SandboxHost, app: 'miniflux' | 'node-red'): number {
  const script = readFileSync(join('scripts', 'bench', `bare-${app}.sh`), 'utf8');
  const lock = `/root/bench-${app}`;
  if (app === 'node-red') {
    onHost(host, `mkdir -p ${lock}`);
    for (const file of ['package-lock.json', 'package.json'])
      onHost(host, `cat > ${lock}/${file}`, lockfiles(file));
  }
  const runtime = onHost(host, 'ls -d /opt/hop3/runtime/*').trim().split('\n').at(-1) ?? '';
  const startedAt = performance.now();
  const printed = onHost(host, `sh -s ${app}.bench ${runtime} ${lock}`, script);
  if (!printed.includes('signed in'))
    throw new Error(`The bare commands did not get as far as signing in:\n${printed}`);
  return performance.now() - startedAt;
}

/** The lockfile of the package, and the package.json that it was made from. */
function lockfiles(file: string): string {
  const lock = readFileSync(join('catalogue', 'node-red', 'package-lock.json'), 'utf8');
  if (file === 'package-lock.json') return lock;
  const root = (JSON.parse(lock) as { packages: Record<string, unknown> }).packages[''];
  return JSON.stringify(root);
}

async function run(): Promise<readonly Measure[]> {
  const product = await startProduct({ home: HOME, sandboxName: PRODUCT_HOST, port: 3220 });
  try {
    const account = {
      name: 'Bench',
      email: 'bench@example.org',
      password: randomBytes(18).toString('base64url'),
    };
    const client = await becomeAdministrator(product.welcomeUrl, account);
    const { operation } = await client.hosts.connect.mutate({ method: 'practice', name: PRODUCT_HOST });
    const connected = await endOf(client, operation, 600_000);
    if (connected.state !== 'succeeded') throw new Error(`Connecting: ${connected.failure?.message}`);

    await sleep(IDLE_MS);
    const control = memoryOf(
      (command) =>
        command.includes(`${HOME}/app/`) ||
        command.includes(`${HOME}/postgres/`) ||
        command.includes('next-server'),
    );
    const looked = await status(PRODUCT_HOST);
    if (looked.state !== 'running') throw new Error('The practice server is not running.');
    const agent =
      Number(
        onHost(
          looked.host,
          "pgrep -f '/opt/hop3/runtime/' | while read pid; do awk '/^Pss:/{print $2}' /proc/$pid/smaps_rollup; done | awk '{s+=$1} END {print s+0}'",
        ).trim(),
      ) * 1024;
    const rate = requestsPerSecond(`${product.siteUrl}/`);

    const bare = await up({ name: BARE_HOST, log: say });
    await connectBareHost(client, bare);
    const measures: Measure[] = [
      {
        name: 'web, worker, signer, PostgreSQL at rest (PSS)',
        value: `${Math.round(control.bytes / 1e6)} MB in ${control.processes} processes`,
        aim: '≤ 350 MB',
      },
      { name: 'agent and rootd at rest (PSS)', value: `${Math.round(agent / 1e6)} MB`, aim: '≤ 90 MB' },
      { name: 'cached catalogue page', value: `${Math.round(rate)} requests/s (8 connections)`, aim: '-' },
    ];
    for (const app of ['miniflux', 'node-red'] as const) {
      const ofProduct = await productInstall(client, app);
      const ofBare = bareInstall(bare, app);
      measures.push({
        name: `install of ${app}, product against bare commands`,
        value: `${(ofProduct / ofBare).toFixed(2)} (${(ofProduct / 1000).toFixed(1)} s / ${(ofBare / 1000).toFixed(1)} s)`,
        aim: '≤ 1.15',
      });
    }
    return measures;
  } finally {
    await product.stop();
  }
}

async function cleanUp(): Promise<void> {
  await down(PRODUCT_HOST, { remove: true });
  await down(BARE_HOST, { remove: true });
  rmSync(HOME, { recursive: true, force: true });
}

ensureDebianPackages(['wrk'], 'the benchmark');
await cleanUp();
try {
  const measures = await run();
  say('');
  for (const { name, value, aim } of measures) say(`${name}: ${value}   (aim ${aim})`);
} finally {
  await cleanUp();
}
