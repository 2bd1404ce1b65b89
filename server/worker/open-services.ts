// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Database } from '#server/database/connection.ts';
import { readSecretFile } from '#server/database/secret-file.ts';
import type { HomePaths } from '#server/home.ts';
import { ensureCaRoot } from '#server/hosts/ca-root-store.ts';
import { masterKey } from '#server/secrets/seal.ts';
import { signerClient } from '#server/signer/signer-client.ts';
import { Cancellations } from './cancellations.ts';
import { newExecutorId } from './heartbeats.ts';
import { HostLinks } from './host-links.ts';
import type { Log } from './log.ts';
import type { WorkerServices } from './services.ts';
import type { WorkerEnvironment } from './worker-environment.ts';

/** Ends the process with one sentence for the person who reads the log. */
export class CannotStart extends Error {}

/** A file under secrets/worker. */
export async function workerSecret(paths: HomePaths, name: string): Promise<string> {
  const value = await readSecretFile(paths.secret('worker', name));
  if (value === null || value === '') {
    throw new CannotStart(`The worker's secret ${name} is missing; npm start makes it.`);
  }
  return value;
}

export async function openServices(from: {
  readonly environment: WorkerEnvironment;
  readonly paths: HomePaths;
  readonly db: Database;
  readonly log: Log;
  readonly onEnded: WorkerServices['onEnded'];
}): Promise<WorkerServices> {
  const { environment, paths, db, log, onEnded } = from;
  const sshPrivateKey = await workerSecret(paths, 'ssh-key');
  return {
    db,
    paths,
    master: masterKey(await workerSecret(paths, 'master-key')),
    sshPrivateKey,
    agentDirectory: environment.HOP3_AGENT_DIRECTORY,
    cataloguePath: environment.HOP3_CATALOGUE,
    registries: {
      npm: environment.HOP3_NPM_REGISTRY ?? null,
      pip: environment.HOP3_PIP_INDEX_URL ?? null,
      go: environment.HOP3_GO_PROXY ?? null,
      maven: environment.HOP3_MAVEN_REPOSITORY ?? null,
    },
    signer: signerClient(paths.signerSocket),
    siteRoot: await ensureCaRoot(paths),
    links: new HostLinks(sshPrivateKey),
    cancellations: new Cancellations(db),
    log,
    executor: newExecutorId(),
    onEnded,
  };
}
