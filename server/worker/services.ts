// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Database } from '#server/database/connection.ts';
import type { OperationRecord } from '#server/deploy/queries.ts';
import type { HomePaths } from '#server/home.ts';
import type { CaRoot } from '#server/hosts/ca-root.ts';
import type { MasterKey } from '#server/secrets/seal.ts';
import type { SignerClient } from '#server/signer/signer-client.ts';
import type { Cancellations } from './cancellations.ts';
import type { HostLinks } from './host-links.ts';
import type { Log } from './log.ts';

/** What the parts of a worker share. */
export interface WorkerServices {
  readonly db: Database;
  readonly paths: HomePaths;
  readonly master: MasterKey;
  /** OpenSSH private key of the control plane. */
  readonly sshPrivateKey: string;
  /** Where scripts/build-agent.ts left the runtime for hosts. */
  readonly agentDirectory: string;
  /** Folder of the catalogue. */
  readonly cataloguePath: string;
  /** npm registry and Python index of this computer's configuration, for hosts; null = the tools' defaults. */
  readonly registries: Readonly<Record<'npm' | 'pip' | 'go' | 'maven', string | null>>;
  readonly signer: SignerClient;
  readonly links: HostLinks;
  readonly cancellations: Cancellations;
  readonly log: Log;
  /** Root of the site's private CA. */
  readonly siteRoot: CaRoot;
  /** Unique for each process. */
  readonly executor: string;
  /** Called when an operation has ended, to look at its host soon. */
  readonly onEnded: (record: OperationRecord) => void;
}
