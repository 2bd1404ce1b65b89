// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run bench`: installs through the product against bare commands on an identical host, a backup against restic
// alone, memory at rest, and requests a second of the cached catalogue. Ratios of one run: these numbers mean nothing across machines.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InstallationId } from '#contract/ids.ts';
import { down, type SandboxHost, status, up } from '#sandbox/sandbox.ts';
import { backupTimes } from './bench/backup.ts';
import { memoryOf } from './bench/memory.ts';
import { onHost } from './bench/on-host.ts';
import { requestsPerSecond } from './bench/requests.ts';
import { prepareLoad, underLoad } from './bench/under-load.ts';
import { lighthouseScores } from './client/lighthouse-scores.ts';
import { startProduct } from './client/product.ts';
import { publishPackage, withVersion } from './client/publish-package.ts';
import { becomeAdministrator, endOf, installApp, type SiteClient } from './client/site-client.ts';
import { quotedForShell } from './prove/on-host.ts';
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
  await onHost(host, 'cat >> /root/.ssh/authorized_keys', `${publicKey}\n`);
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

async function productInstall(
  client: SiteClient,
  app: string,
): Promise<{ installation: InstallationId; ms: number }> {
  const { operation, installation } = await installApp(client, { app });
  const ended = await endOf(client, operation, 900_000);
  if (ended.state !== 'succeeded' || ended.endedAtMs === null)
    throw new Error(`${app}: ${ended.failure?.message}`);
  return { installation, ms: ended.endedAtMs - ended.createdAtMs };
}

async function bareInstall(host: SandboxHost, app: 'miniflux' | 'node-red'): Promise<number> {
  const script = readFileSync(join('scripts', 'bench', `bare-${app}.sh`), 'utf8');
  const lock = `/root/bench-${app}`;
  if (app === 'node-red') {
    await onHost(host, `mkdir -p ${lock}`);
    for (const file of ['package-lock.json', 'package.json'])
      await onHost(host, `cat > ${lock}/${file}`, lockfiles(file));
  }
  const runtime = (await onHost(host, 'ls -d /opt/hop3/runtime/*')).trim().split('\n').at(-1) ?? '';
  const startedAt = performance.now();
  const printed = await onHost(host, `sh -s -- ${app}.bench ${quotedForShell(runtime)} ${lock}`, script);
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

/** A page is looked at this often, and the look in the middle counts: the same page gets up to six points more or less. */
const LOOKS = 3;

/** A busy computer sometimes loses the record of a page's load: then this one measure is missing. */
async function performanceOf(url: string): Promise<string> {
  try {
    const looks = [];
    for (let look = 0; look < LOOKS; look += 1)
      looks.push((await lighthouseScores(url, ['performance'])).performance);
    const sorted = looks.toSorted((a, b) => a.score - b.score);
    const middle = sorted[Math.floor(LOOKS / 2)];
    return `${middle?.score} (of ${sorted.map(({ score }) => score).join(', ')}), ${middle?.found.join(', ')}`;
  } catch (error) {
    return `unknown: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** The same package with an update that says whether it changes data. */
function withMigration(toml: string, migrates: boolean): string {
  const said = /^migrates = (?:true|false)$/m;
  if (!said.test(toml)) throw new Error('the package does not say whether it migrates');
  return toml.replace(said, `migrates = ${migrates}`);
}

/** Failed requests while something is done with the app. */
async function loadMeasures(
  client: SiteClient,
  host: SandboxHost,
  installation: InstallationId,
): Promise<Measure[]> {
  const of = { installation };
  const { domain } = await client.installations.byId.query(of);
  await prepareLoad(host, domain);
  const measures: Measure[] = [];
  const update = (version: string, migrates: boolean) => async () => {
    publishPackage(HOME, 'miniflux', (toml) => withMigration(withVersion(toml, version), migrates));
    const { available } = await client.updates.view.query(of);
    if (available === null) throw new Error('the newer package is not offered');
    return client.updates.update.mutate({ ...of, packageDigest: available.packageDigest });
  };
  for (const [name, aim, begin] of [
    ['restart', '0', () => client.installations.restart.mutate(of)],
    [
      'renewal of the certificate',
      '0',
      () => client.domains.setCertificate.mutate({ ...of, issuer: 'private' }),
    ],
    ['update without migration', '0', update('90.0.0', false)],
    ['update with migration', 'only while it is closed', update('91.0.0', true)],
  ] as const) {
    const found = await underLoad(client, host, `https://${domain}/`, begin);
    measures.push({
      name: `failed requests of miniflux under load: ${name}`,
      value: `${found.failed} of ${found.requests} in ${seconds(found.operationMs)}; a visitor was without the page for at most ${seconds(found.awayMs)}`,
      aim,
    });
  }
  return measures;
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
        (
          await onHost(
            looked.host,
            "pgrep -f '/opt/hop3/runtime/' | while read pid; do awk '/^Pss:/{print $2}' /proc/$pid/smaps_rollup; done | awk '{s+=$1} END {print s+0}'",
          )
        ).trim(),
      ) * 1024;
    const rate = requestsPerSecond(`${product.siteUrl}/`);
    const shown = {
      catalogue: await performanceOf(`${product.siteUrl}/`),
      app: await performanceOf(`${product.siteUrl}/apps/miniflux`),
    };

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
      ...Object.entries(shown).map(([page, value]) => ({
        name: `Lighthouse's performance of the ${page} page, on a slow phone`,
        value,
        aim: '≥ 95',
      })),
    ];
    for (const app of ['miniflux', 'node-red'] as const) {
      const { ms: ofProduct, installation } = await productInstall(client, app);
      const ofBare = await bareInstall(bare, app);
      measures.push({
        name: `install of ${app}, product against bare commands`,
        value: `${(ofProduct / ofBare).toFixed(2)} (${(ofProduct / 1000).toFixed(1)} s / ${(ofBare / 1000).toFixed(1)} s)`,
        aim: '≤ 1.15',
      });
      if (app === 'miniflux') measures.push(...(await loadMeasures(client, looked.host, installation)));
      if (app !== 'node-red') continue;
      const { productMs, aloneMs, megabytes } = await backupTimes(client, looked.host, installation);
      measures.push({
        name: `throughput of a backup of ${megabytes} MB, product against restic alone`,
        value: `${(aloneMs / productMs).toFixed(2)} (${(productMs / 1000).toFixed(1)} s / ${(aloneMs / 1000).toFixed(1)} s)`,
        aim: '≥ 0.9',
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
