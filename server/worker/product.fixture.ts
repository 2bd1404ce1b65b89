// SPDX-License-Identifier: AGPL-3.0-or-later
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostId, OperationId } from '#contract/ids.ts';
import { organisationId, userId } from '#contract/ids.ts';
import { isEnded, type NumberedEvent } from '#contract/operation.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { memberships, users } from '#drizzle/schema/users.ts';
import { readExtraCertificates } from '#sandbox/machine-certificates.ts';
import { type SandboxHost, up } from '#sandbox/sandbox.ts';
import type { Suite } from '#sandbox/suite.ts';
import { buildAgent } from '#scripts/build-agent.ts';
import { type Member, memberOf, PASSWORD } from '#server/api/api.fixture.ts';
import type { WebProcess } from '#server/api/web-process.ts';
import { hashPassword } from '#server/auth/password.ts';
import { startSession } from '#server/auth/sessions.ts';
import { ensureRecoveryIdentity } from '#server/control-plane/recovery-identity.ts';
import { openDatabase, whileAuthenticating } from '#server/database/connection.ts';
import {
  isRunning,
  startEmbeddedPostgres,
  stopEmbeddedPostgres,
} from '#server/database/embedded-postgres.ts';
import { prepareDatabase } from '#server/database/prepare-database.ts';
import { type FileOwner, readSecretFile } from '#server/database/secret-file.ts';
import { unprivilegedUser } from '#server/database/test-database.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { type HomePaths, homePaths, type PracticeHostFile } from '#server/home.ts';
import { catalogueOf } from '#server/installations/catalogue.ts';
import type { CataloguePort } from '#server/installations/catalogue-port.ts';
import { EventFeed } from '#server/operations/event-feed.ts';
import { eventsAfter } from '#server/operations/queries.ts';
import { ensureSecrets } from '#server/secrets/ensure-secrets.ts';
import { workerClient } from '#server/worker-client/worker-client.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** The product without its pages: real database, signer, worker and sandbox host; the API is called in this process. */
export interface Product {
  readonly paths: HomePaths;
  readonly web: WebProcess;
  readonly member: Member;
  readonly sandbox: SandboxHost;
  /** Connected when it was not, with the progress of connecting in \`told\`. */
  connect(told?: (event: NumberedEvent) => void): Promise<HostId>;
  /** A further sandbox host, as a practice server like the first. */
  connectSandbox(sandbox: SandboxHost, told?: (event: NumberedEvent) => void): Promise<HostId>;
  /** Follows an operation to its end. */
  follow(operation: OperationId, told?: (event: NumberedEvent) => void): Promise<OperationView>;
  /** Ends the worker as a power cut would; \`startWorker\` starts another. */
  killWorker(): Promise<void>;
  startWorker(): Promise<void>;
  /** Ends the control plane's PostgreSQL as a power cut would, and returns when there is one again. */
  killDatabase(): Promise<void>;
  close(): Promise<void>;
}

export async function openProduct(options: {
  readonly home: string;
  readonly hostName: string;
  readonly suite?: Suite;
  readonly template?: string;
  /** False: whoever opened it runs the operations. */
  readonly worker?: boolean;
  /** Instead of the checkout's. */
  readonly catalogue?: CataloguePort;
}): Promise<Product> {
  const paths = homePaths(options.home);
  await mkdir(options.home, { recursive: true, mode: 0o755 });
  await chmod(options.home, 0o755);
  const postgres = (await ownerOf(paths.postgresData)) ?? (await unprivilegedUser());
  await prepareDatabase({ paths, databaseUrl: null, ...(postgres ? { postgres } : {}) });
  await ensureSecrets(paths);
  await ensureRecoveryIdentity(paths);
  await mkdir(paths.log, { recursive: true });
  await buildAgent({ log: console.error });
  const sandbox = await up({
    name: options.hostName,
    ...(options.suite === undefined ? {} : { suite: options.suite }),
    ...(options.template === undefined ? {} : { template: options.template }),
  });
  await writePracticeHost(paths, sandbox);

  const processes = new Map<string, ChildProcess>();
  const start = async (name: 'signer' | 'worker', ready: string) => {
    processes.set(name, await startProcess(paths, name, ready));
  };
  await start('signer', 'the signer is ready');
  if (options.worker !== false) await start('worker', 'the worker is ready');

  const web = await openWeb(paths, options.catalogue ?? catalogueOf(join(PROJECT, 'catalogue')));
  const member = await firstMember(web);
  const stopProcess = async (name: string, signal: NodeJS.Signals) => {
    const child = processes.get(name);
    processes.delete(name);
    if (child === undefined || child.exitCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };

  const product: Product = {
    paths,
    web,
    member,
    sandbox,
    connect: (told) => product.connectSandbox(sandbox, told),
    async connectSandbox(offered, told) {
      const known = (await member.api.hosts.list()).find((host) => host.name === offered.name);
      if (known?.state === 'connected') return known.id;
      await writePracticeHost(paths, offered);
      const { host, operation } = await member.api.hosts.connect({ method: 'practice', name: offered.name });
      const ended = await product.follow(operation, told);
      if (ended.state !== 'succeeded')
        throw new Error(`connecting ${ended.state}: ${JSON.stringify(ended.failure)}`);
      return host;
    },
    async follow(operation, told) {
      let afterSeq = 0;
      const watch = web.feed.watch(operation);
      try {
        for (;;) {
          const { events, ended } = await eventsAfter(web.db, member.scope, {
            operation,
            afterSeq,
            limit: 500,
          });
          for (const event of events) {
            told?.(event);
            afterSeq = event.seq;
          }
          if (ended && events.length < 500) break;
          if (events.length === 0) await watch.changed(1_000);
        }
      } finally {
        watch.close();
      }
      const view = await member.api.operations.byId({ operation });
      if (!isEnded(view.state)) throw new Error(`the operation is ${view.state} at its end`);
      return view;
    },
    killWorker: () => stopProcess('worker', 'SIGKILL'),
    startWorker: () => start('worker', 'the worker is ready'),
    async killDatabase() {
      const [pid] = (await readFile(join(paths.postgresData, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
      while (await isRunning(paths)) await sleep(20);
      await startEmbeddedPostgres({ paths, ...(postgres ? { runAs: postgres } : {}) });
    },
    async close() {
      await stopProcess('worker', 'SIGTERM');
      await stopProcess('signer', 'SIGTERM');
      await web.db.$client.end({ timeout: 2 });
      await stopEmbeddedPostgres(paths);
    },
  };
  return product;
}

/** Of a database that is there already, as of a site that was restored. */
async function ownerOf(directory: string): Promise<FileOwner | null> {
  try {
    const { uid, gid } = await stat(directory);
    return { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function writePracticeHost(paths: HomePaths, sandbox: SandboxHost): Promise<void> {
  const offer: PracticeHostFile = {
    name: sandbox.name,
    address: sandbox.address,
    sshPort: sandbox.sshPort,
    sshUser: sandbox.sshUser,
    privateKey: await readFile(sandbox.privateKeyPath, 'utf8'),
    hostKey: sandbox.hostKey,
    domainSuffix: sandbox.domainSuffix,
    publicPort: 8443,
    extraCaPem: await readExtraCertificates(),
  };
  await writeFile(paths.practiceHost, JSON.stringify(offer), { mode: 0o600 });
}

/** Started as npm start does, but from the sources. */
async function startProcess(
  paths: HomePaths,
  name: 'signer' | 'worker',
  ready: string,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(PROJECT, 'server', name, 'main.ts')], {
    cwd: PROJECT,
    env: { ...process.env, HOP3_HOME: paths.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(paths.log, `${name}.log`), { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-4000);
      if (printed.includes(ready)) resolve();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-4000);
    });
    child.once('exit', (code) => reject(new Error(`${name} ended (${code}): ${printed}`)));
  });
  return child;
}

async function openWeb(paths: HomePaths, catalogue: CataloguePort): Promise<WebProcess> {
  const secret = async (name: string) => {
    const value = await readSecretFile(paths.secret('web', name));
    if (value === null) throw new Error(`no secret ${name}`);
    return value;
  };
  const db = openDatabase(await secret('database-url'));
  return {
    db,
    siteUrl: 'http://localhost:3000',
    authSecret: await secret('auth-secret'),
    worker: workerClient({ socketPath: paths.workerSocket, token: await secret('worker-token') }),
    feed: new EventFeed(db.$client),
    catalogue,
  };
}

/** One organisation for every run on this home. */
async function firstMember(web: WebProcess): Promise<Member> {
  const email = 'operator@town.example';
  const session = await whileAuthenticating(web.db, async (tx) => {
    const visitor = { address: '192.0.2.7', userAgent: 'test' };
    const known = (await tx.select().from(users)).find((user) => user.email === email);
    if (known !== undefined) return startSession(tx, known.id, visitor);
    const organisation = organisationId.parse(uuidv7());
    const user = userId.parse(uuidv7());
    await tx.insert(organisations).values({ id: organisation, name: 'Town' });
    await tx
      .insert(users)
      .values({ id: user, name: 'Operator', email, passwordHash: await hashPassword(PASSWORD) });
    await tx.insert(memberships).values({ organisationId: organisation, userId: user, role: 'owner' });
    return startSession(tx, user, visitor);
  });
  return memberOf({ web } as Parameters<typeof memberOf>[0], session);
}
