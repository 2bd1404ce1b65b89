// SPDX-License-Identifier: AGPL-3.0-or-later
import { join } from 'node:path';
import { z } from 'zod';

/**
 * Where the control plane keeps what it must not lose, and how its processes find each other.
 * Each process runs as a user of its own when `npm start` is root (hop3-web, hop3-worker and hop3-signer of the group
 * hop3-control; hop3-postgres of its own), else all as the one who started it. A process can read only its own folder
 * under secrets/:
 *
 *   secrets/web/     auth-secret · database-url · worker-token
 *   secrets/worker/  database-url · master-key · ssh-key (OpenSSH ed25519) · ca-root-key.pem · ca-root.pem · worker-token
 *   secrets/signer/  database-url · ticket-key.pem (Ed25519)
 *   secrets/owner/   database-url (migrations) · postgres-password
 *   secrets/keeper/  database-url (reads every row) · recovery-recipient   (for npm start, which backs the control plane up)
 *   run/             worker.sock · signer.sock · postgres/.s.PGSQL.5432   (for the group hop3-control)
 *   run/site-url     where the site answers, as its last start found it
 *   postgres/        the embedded server's data
 *   log/             one file a process
 *   backups/         backups of the control plane itself, sealed
 *   app/             the built code that the processes run
 *   practice-host.json   how the worker gets into the sandbox host, when npm start booted one (owner hop3-worker, 0600)
 */
export function homePaths(home: string) {
  return {
    home,
    secret: (owner: 'web' | 'worker' | 'signer' | 'owner' | 'keeper', name: string) =>
      join(home, 'secrets', owner, name),
    run: join(home, 'run'),
    workerSocket: join(home, 'run', 'worker.sock'),
    signerSocket: join(home, 'run', 'signer.sock'),
    siteUrl: join(home, 'run', 'site-url'),
    postgresSocketDirectory: join(home, 'run', 'postgres'),
    postgresData: join(home, 'postgres', 'data'),
    log: join(home, 'log'),
    controlPlaneBackups: join(home, 'backups'),
    app: join(home, 'app'),
    practiceHost: join(home, 'practice-host.json'),
  } as const;
}
export type HomePaths = ReturnType<typeof homePaths>;

/** The environment that web, worker and signer are started with; everything else is in files under HOP3_HOME. */
export const processEnvironment = z.object({
  HOP3_HOME: z.string().startsWith('/'),
  /** Public URL of the site, such as http://localhost:3000. */
  HOP3_SITE_URL: z.url().default('http://localhost:3000'),
  /** Folder of the catalogue. */
  HOP3_CATALOGUE: z.string().startsWith('/').optional(),
});

/** Worker and signer also with this: where the programs for hosts are (scripts/build-agent.ts). */
export const agentDirectory = {
  HOP3_AGENT_DIRECTORY: z.string().default(() => join(process.cwd(), 'dist', 'agent')),
};

/** practice-host.json */
export const practiceHostFile = z.strictObject({
  name: z.string(),
  address: z.string(),
  sshPort: z.int(),
  sshUser: z.string(),
  privateKey: z.string(),
  hostKey: z.string(),
  domainSuffix: z.string(),
  publicPort: z.int(),
  /** Extra CA certificates of this computer that the host should trust. */
  extraCaPem: z.array(z.string()),
});
export type PracticeHostFile = z.infer<typeof practiceHostFile>;
