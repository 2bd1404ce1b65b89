// SPDX-License-Identifier: AGPL-3.0-or-later
import type { z } from 'zod';
import type { InstallationId, OrganisationId, UserId } from '#contract/ids.ts';
import type { PlannedStep } from '#contract/operation.ts';
import type { Result } from '#contract/result.ts';
import type { RootdOutput } from '#contract/rootd-api.ts';
import type { DomainLook, domainLookInput } from '#contract/site-api/domains.ts';
import type { probeResult } from '#contract/site-api/hosts.ts';
import type { InstallInput, PreflightLine, signInDetails } from '#contract/site-api/installations.ts';
import type { SiteError } from '#contract/site-error.ts';
import type { PracticeHostFile } from '#server/home.ts';
import type { SecretPlace } from '#server/secrets/seal.ts';

/** For whom web asks. */
export interface WorkerCaller {
  readonly organisation: OrganisationId;
  readonly user: UserId;
}

/** What anybody may know of the practice server. */
export type PracticeHost = Omit<PracticeHostFile, 'privateKey' | 'extraCaPem'>;

export type Asked<T> = Promise<Result<T, Extract<SiteError, { kind: 'failure' | 'worker-away' }>>>;

export interface RecoverySecrets {
  /** The second password of every repository of the organisation. */
  readonly backupKey: string;
  /** Opens the site's own backups; null for an organisation that does not run it. */
  readonly siteKey: string | null;
  /** OpenSSH private keys by the ids of places. */
  readonly targetKeys: Readonly<Record<string, string>>;
}

/** What web asks of the worker: live things that are not worth a row, and what needs its keys. */
export interface WorkerPort {
  practiceHost(caller: WorkerCaller): Asked<PracticeHost | null>;
  identity(caller: WorkerCaller): Asked<{ sshPublicKey: string; rootCaPem: string }>;
  probeHost(
    caller: WorkerCaller,
    input: { address: string; port: number },
  ): Asked<z.infer<typeof probeResult>>;
  preflight(caller: WorkerCaller, input: InstallInput): Asked<PreflightLine[]>;
  plan(caller: WorkerCaller, input: InstallInput): Asked<PlannedStep[]>;
  lookAtDomain(caller: WorkerCaller, input: z.infer<typeof domainLookInput>): Asked<DomainLook>;
  logs(
    caller: WorkerCaller,
    input: { installation: InstallationId; cursor: string | null; lines: number },
  ): Asked<RootdOutput<'logs.read'>>;
  parts(caller: WorkerCaller, input: { installation: InstallationId }): Asked<RootdOutput<'root.parts'>>;
  status(
    caller: WorkerCaller,
    input: { installation: InstallationId },
  ): Asked<RootdOutput<'installation.status'>>;
  revealSignIn(
    caller: WorkerCaller,
    input: { installation: InstallationId },
  ): Asked<z.infer<typeof signInDetails>>;
  /** → `ssh-ed25519 AAAA… hop3-backups` */
  makeTargetKey(caller: WorkerCaller, input: { target: string }): Asked<string>;
  checkTarget(caller: WorkerCaller, input: { target: string }): Asked<null>;
  recoverySecrets(caller: WorkerCaller): Asked<RecoverySecrets>;
  sealSecret(caller: WorkerCaller, input: SecretPlace & { value: string }): Asked<null>;
}
