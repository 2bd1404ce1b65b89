// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm start`: everything from a bare computer to a site that installs real apps. Says what it does; stops with Ctrl+C.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '#sandbox/sandbox-error.ts';
import { statePaths } from '#sandbox/state-home.ts';
import { oneTimeLink } from '#server/auth/one-time-link.ts';
import { ensureRecoveryIdentity } from '#server/control-plane/recovery-identity.ts';
import { stopEmbeddedPostgres } from '#server/database/embedded-postgres.ts';
import { prepareDatabase } from '#server/database/prepare-database.ts';
import { watchEmbeddedPostgres } from '#server/database/watch-embedded-postgres.ts';
import { type HomePaths, homePaths } from '#server/home.ts';
import { ensureSecrets } from '#server/secrets/ensure-secrets.ts';
import { type Accounts, ensureAccounts } from './start/accounts.ts';
import { buildApp, removeOtherBuilds } from './start/build.ts';
import { type CatalogueSource, catalogueSource } from './start/catalogue-source.ts';
import { keepControlPlane } from './start/control-plane-keeper.ts';
import { makeDirectories } from './start/directories.ts';
import { freePort } from './start/free-port.ts';
import { offerPracticeHost } from './start/practice-host.ts';
import { Processes } from './start/processes.ts';
import { StartRefused, say } from './start/say.ts';
import { type StartSettings, startSettings } from './start/settings.ts';
import { noteSiteUrl } from './start/site-address.ts';
import { untilAnswers, untilListens } from './start/until-answers.ts';

const root = process.cwd();

function startProcesses(options: {
  settings: StartSettings;
  paths: HomePaths;
  accounts: Accounts;
  app: string;
  port: number;
  siteUrl: string;
  withForwarder: boolean;
}): Processes {
  const { settings, paths, accounts, app, port, siteUrl, withForwarder } = options;
  const node = join(app, 'bin', 'node');
  const common = { HOP3_HOME: paths.home, HOP3_SITE_URL: siteUrl, HOP3_CATALOGUE: join(app, 'catalogue') };
  const extraCa = process.env['NODE_EXTRA_CA_CERTS'];
  const environment = extraCa === undefined ? common : { ...common, NODE_EXTRA_CA_CERTS: extraCa };
  const processes = new Processes();
  const start = (
    name: 'web' | 'worker' | 'signer' | 'forward',
    file: string,
    more: Record<string, string>,
    heapMb: number,
  ): void => {
    const account = name === 'forward' ? accounts.web : accounts[name];
    processes.start({
      name,
      argv: [
        node,
        `--max-old-space-size=${heapMb}`,
        '--disable-warning=ExperimentalWarning',
        join(app, file),
      ],
      cwd: app,
      uid: account.uid,
      gid: account.gid,
      env: { ...environment, ...more },
      logFile: join(paths.log, `${name}.log`),
    });
  };
  const agents = { HOP3_AGENT_DIRECTORY: join(app, 'agent') };
  start('signer', 'signer.mjs', agents, 64);
  start('worker', 'worker.mjs', agents, 256);
  start(
    'web',
    'server.js',
    {
      PORT: String(port),
      HOSTNAME: settings.HOP3_LISTEN,
      NEXTAUTH_URL: siteUrl,
      NEXT_TELEMETRY_DISABLED: '1',
    },
    256,
  );
  if (withForwarder) {
    start(
      'forward',
      'forward.mjs',
      { HOP3_APPS_PORT: String(settings.HOP3_APPS_PORT), HOP3_SANDBOX_HOSTS: statePaths().hostsFile },
      64,
    );
  }
  return processes;
}

/** Builds the site with a catalogue that has come; what runs goes on until that is there, and if it fails. */
async function renewSite(
  paths: HomePaths,
  catalogue: CatalogueSource,
  use: (app: string) => Promise<void>,
): Promise<void> {
  try {
    await use(await buildApp({ root, appDirectory: paths.app, catalogue: catalogue.folder() }));
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    say(`The site goes on with the catalogue that it has: ${error.message}`);
  }
}

async function start(): Promise<void> {
  const settings = startSettings(process.env);
  const paths = homePaths(settings.HOP3_HOME);
  const accounts = ensureAccounts();
  makeDirectories(paths, accounts);
  say(`Hop3 Marketplace keeps its data in ${paths.home}.`);

  const catalogue = catalogueSource(settings, root, paths.home);

  const port = await freePort(settings.HOP3_PORT, settings.HOP3_LISTEN);
  if (port !== settings.HOP3_PORT) say(`Port ${settings.HOP3_PORT} is taken; the site uses ${port}.`);
  const siteUrl = settings.HOP3_SITE_URL ?? `http://localhost:${port}`;

  say(
    settings.DATABASE_URL === undefined
      ? 'Starting the embedded PostgreSQL …'
      : 'Using the PostgreSQL of DATABASE_URL …',
  );
  const { urls, embedded } = await prepareDatabase({
    paths,
    databaseUrl: settings.DATABASE_URL ?? null,
    postgres: accounts.postgres,
    socketGid: accounts.web.gid,
    owners: { web: accounts.web, worker: accounts.worker, signer: accounts.signer },
  });
  await ensureSecrets(paths, { web: accounts.web, worker: accounts.worker, signer: accounts.signer });
  await ensureRecoveryIdentity(paths, { worker: accounts.worker });

  // The host boots while the site is built: neither needs the other.
  const offering = offerPracticeHost({
    name: settings.HOP3_SANDBOX,
    path: paths.practiceHost,
    owner: accounts.worker,
    appsPort: settings.HOP3_APPS_PORT,
  }).then(
    (offered) => ({ offered, error: null }),
    (error: unknown) => ({ offered: false, error }),
  );
  await catalogue.refresh();
  const app = await buildApp({ root, appDirectory: paths.app, catalogue: catalogue.folder() });
  const practice = await offering;
  if (practice.error !== null) {
    if (!(practice.error instanceof SandboxError)) throw practice.error;
    say(`The practice server could not be booted: ${practice.error.message}`);
  }

  let stopping = false;
  const startAll = (built: string): Processes => {
    removeOtherBuilds(built);
    return startProcesses({
      ...{ settings, paths, accounts, app: built, port, siteUrl },
      withForwarder: practice.offered,
    });
  };
  let processes = startAll(app);
  const unwatch = catalogue.watch(() => {
    void renewSite(paths, catalogue, async (built) => {
      await processes.stop();
      if (!stopping) processes = startAll(built);
    });
  });
  const unwatchDatabase =
    embedded === null
      ? async () => undefined
      : watchEmbeddedPostgres({ paths, runAs: accounts.postgres, socketGid: accounts.web.gid }, say);
  const letGo = keepControlPlane({ paths, siteUrl, worker: accounts.worker });
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    letGo();
    unwatch();
    say('\nStopping the site …');
    await processes.stop();
    await unwatchDatabase();
    if (embedded !== null) await stopEmbeddedPostgres(paths);
    if (practice.offered) {
      say(
        `Stopped. The practice server and its apps still run; to stop them too: npm run sandbox -- down ${settings.HOP3_SANDBOX}`,
      );
    }
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());

  await untilAnswers(`http://${settings.HOP3_LISTEN}:${port}/`, 60_000, join(paths.log, 'web.log'));
  // The site without it would refuse the first thing that a person presses.
  await untilListens(paths.workerSocket, 60_000, join(paths.log, 'worker.log'));
  noteSiteUrl(paths, siteUrl);
  say(`\nThe site is at  ${siteUrl}`);
  const link = await oneTimeLink({ databaseUrl: urls.owner, siteUrl });
  if (link !== null) say(`Make the administrator here (works once, for 24 hours):\n                ${link}`);
  say(`Ctrl+C stops it. Logs are in ${paths.log}`);
}

try {
  if (!existsSync(join(root, 'next.config.ts')))
    throw new StartRefused('Run npm start in the checkout of Hop3 Marketplace.');
  await start();
} catch (error) {
  if (!(error instanceof StartRefused)) throw error;
  say(error.message);
  process.exit(1);
}
