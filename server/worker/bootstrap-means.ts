// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFile } from 'node:fs/promises';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { inOrganisation } from '#server/database/connection.ts';
import type { OperationRecord } from '#server/deploy/queries.ts';
import { practiceHostFile } from '#server/home.ts';
import type { SshTarget } from '#server/hosts/ssh-connection.ts';
import { getSecret } from '#server/secrets/sealed-secrets.ts';
import { persistently } from './persistently.ts';
import type { WorkerServices } from './services.ts';

/** How to get onto a host as somebody who may become root, for setting it up, renewing our program, and leaving. */
export interface BootstrapMeans {
  readonly target: SshTarget;
  readonly sudoPassword: string | null;
  /** CA certificates of this computer, for a host on this computer. */
  readonly extraCaPem: readonly string[];
}

export async function bootstrapMeans(
  services: WorkerServices,
  record: Pick<OperationRecord, 'host' | 'organisation'>,
): Promise<Result<BootstrapMeans, Failure>> {
  const { host, organisation } = record;
  const base = {
    address: host.address,
    port: host.sshPort,
    username: host.sshUser,
    hostKey: host.hostKey,
  };
  if (host.kind === 'sandbox') {
    const practice = await readPracticeHost(services.paths.practiceHost);
    if (practice === null) {
      return err(
        failure('host-unreachable', 'There is no practice server on this computer.', {
          remedy: 'Start Hop3 with npm start as root, which boots one.',
        }),
      );
    }
    const credential = { privateKey: practice.privateKey };
    return ok({ target: { ...base, credential }, sudoPassword: null, extraCaPem: practice.extraCaPem });
  }
  const password = await persistently(services, () =>
    inOrganisation(services.db, organisation, (tx) =>
      getSecret(tx, services.master, { table: 'hosts', row: host.id, column: 'bootstrap-password' }),
    ),
  );
  const credential = password === null ? { privateKey: services.sshPrivateKey } : { password };
  return ok({ target: { ...base, credential }, sudoPassword: password, extraCaPem: [] });
}

/** How to get into the practice server, or null where this computer has none. */
export async function readPracticeHost(path: string) {
  try {
    return practiceHostFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
