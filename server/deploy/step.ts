// SPDX-License-Identifier: AGPL-3.0-or-later

import type { z } from 'zod';
import type { AcmeAccount } from '#contract/acme.ts';
import type { agentVerbs, checkOutput, HostFacts } from '#contract/agent-api.ts';
import type { BackupEntry, BackupId, BackupPlan, BackupTarget, SnapshotSource } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import type { HostId, InstallationId, OperationId } from '#contract/ids.ts';
import type { OperationKind } from '#contract/operation.ts';
import type { Package } from '#contract/package.ts';
import type { Result } from '#contract/result.ts';
import type {
  CertificateIssuer,
  Reservation,
  RootdInput,
  RootdOutput,
  RootdVerb,
  rootdVerbs,
} from '#contract/rootd-api.ts';
import type { PreflightLine } from '#contract/site-api/installations.ts';
import type { RehearsalResult } from '#contract/site-api/updates.ts';
import type { OperationInput } from './operation-input.ts';
import type { OperationNotes } from './operation-notes.ts';

/** The installation that an operation is about, as its row says. */
export interface InstallationSubject {
  readonly id: InstallationId;
  readonly title: string;
  readonly domain: string;
  readonly package: Package;
  readonly packageDigest: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly admin: { readonly username: string; readonly email: string } | null;
  readonly timezone: string;
  readonly language: string;
  /** Who signs its certificate. */
  readonly issuer: CertificateIssuer;
}

export interface HostSubject {
  readonly id: HostId;
  readonly name: string;
  readonly kind: 'sandbox' | 'remote';
  readonly publicPort: number;
  /** Apps get names under it; null when the organisation brings its own. */
  readonly domainSuffix: string | null;
  /** Until when its own authority may sign; null before we signed it. */
  readonly authorityNotAfterMs: number | null;
}

/** A release that an operation changes its installation to. */
export interface TargetRelease {
  readonly package: Package;
  readonly packageDigest: string;
}

/** A backup that an operation starts from, and the copy of it that is read. */
export interface BackupSubject {
  readonly entry: BackupEntry;
  readonly from: SnapshotSource;
}

/** Everything that a plan is decided from; the same for as long as the operation runs; no secret is in it. */
export interface OperationFacts {
  readonly operation: OperationId;
  readonly kind: OperationKind;
  readonly input: OperationInput;
  readonly host: HostSubject;
  /** null for what is about a host alone. */
  readonly installation: InstallationSubject | null;
  /** Of an update, a roll-back, and a restore of what another release wrote. */
  readonly target: TargetRelease | null;
  /** The copy on which an update is rehearsed. */
  readonly rehearsal: InstallationId | null;
  /** Of a restore, an install from a backup, and a roll-back with its data; null also when there is no such backup. */
  readonly backup: BackupSubject | null;
}

type CheckVerb = keyof typeof agentVerbs;
/** What a step may ask of a host that changes something there (or takes long): rootd's verbs and the agent's checks. */
export type EffectVerb = RootdVerb | CheckVerb;
export type EffectInput<V extends EffectVerb> = V extends RootdVerb
  ? RootdInput<V>
  : V extends CheckVerb
    ? z.input<(typeof agentVerbs)[V]>
    : never;
export type EffectOutput<V extends EffectVerb> = V extends RootdVerb
  ? RootdOutput<V>
  : z.output<typeof checkOutput>;

/** Read-only questions that an agent passes to rootd. */
export type HostQuestion =
  | 'installation.status'
  | 'installation.inventory'
  | 'host.installations'
  | 'backup.book';

export interface EffectOptions {
  readonly secrets?: Readonly<Record<string, string>>;
  /** Tells several calls of one verb in one step apart. */
  readonly number?: number;
  /** Another installation than the operation's: the copy of a rehearsal, or what is not on any server any more. */
  readonly on?: InstallationId;
}

/**
 * A step's hands. Everything it does to the host goes through `effect`, whose id is made of operation, step, phase,
 * verb and attempt: called again after a crash it attaches to the work under way or gets the recorded outcome.
 */
export interface StepContext {
  readonly facts: OperationFacts;
  /** Aborted when the person cancels (while doing; never while undoing). */
  readonly signal: AbortSignal;
  effect<V extends EffectVerb>(
    verb: V,
    input: EffectInput<V>,
    options?: EffectOptions,
  ): Promise<Result<EffectOutput<V>, Failure>>;
  ask<V extends HostQuestion>(
    verb: V,
    input: z.input<(typeof rootdVerbs)[V]['input']>,
  ): Promise<Result<z.output<(typeof rootdVerbs)[V]['output']>, Failure>>;
  /** A line for the page's log. Never a secret. */
  log(text: string): void;
  /** Secrets of the installation by name (admin.password, env.<NAME>, settings.<name>): made at the first call, the same ever after. */
  installationSecrets(): Promise<Readonly<Record<string, string>>>;
  /** What would go wrong, looked at now. For another address or another issuer than its own where one is given. */
  preflight(instead?: {
    readonly domain?: string;
    readonly issuer?: CertificateIssuer;
  }): Promise<readonly PreflightLine[]>;
  /** What was learned about the installation, for its row. */
  recordInstalled(learned: {
    readonly version?: string;
    readonly rootDigest?: string;
    readonly reservation?: Reservation;
    readonly certificateNotAfterMs?: number;
    readonly issuer?: CertificateIssuer;
  }): Promise<void>;
  /** What was learned by the steps so far, and one thing more. */
  readonly notes: OperationNotes;
  note(learned: OperationNotes): Promise<void>;
  recordRehearsal(result: RehearsalResult): Promise<void>;
  readonly backups: BackupWork;
  readonly password: PasswordWork;
  /** Getting onto a host and off it. */
  readonly hostConnection: HostConnectionWork;
}

/** What is kept of backups here: plans, books, keys. */
export interface BackupWork {
  /** The installation's plan; one of our choice is written when there is none. */
  plan(): Promise<BackupPlan>;
  isPlanApplied(): Promise<boolean>;
  /** The host has the plan now. */
  planApplied(): Promise<void>;
  /** Secrets of the verbs that write to these places: backup.password, backup.recovery, target.<id>.key. */
  writingSecrets(places: readonly BackupTarget[]): Promise<Readonly<Record<string, string>>>;
  /** Secrets of the verbs that read this; fails where its key is not known here. */
  readingSecrets(from: SnapshotSource): Promise<Result<Readonly<Record<string, string>>, Failure>>;
  /** How to read an entry that the host made just now. */
  sourceOf(entry: BackupEntry): Promise<SnapshotSource>;
  record(entry: BackupEntry): Promise<void>;
  forgotten(backup: BackupId): Promise<void>;
  /** Nothing is kept of the installation any more: its rows and keys go too. */
  nothingKept(): Promise<void>;
  /** When the password was set anew by us after this time: what was saved before knows another one. */
  passwordResetSince(ms: number): Promise<boolean>;
  /** What other servers store on this one and may not prune themselves. */
  stored(): Promise<readonly StoredRepository[]>;
  /** Public lines of every place that is on this server. */
  storeKeys(): Promise<readonly string[]>;
}

export interface StoredRepository {
  readonly repositoryOf: InstallationId;
  readonly keep: BackupPlan['keep'];
  readonly pinned: readonly BackupId[];
  readonly secrets: Readonly<Record<string, string>>;
}

/** The administrator's password while it is replaced. */
export interface PasswordWork {
  /** The one that is valid now. */
  current(): Promise<string>;
  /** Makes the new one; the same at each call until it is kept or dropped. */
  make(): Promise<string>;
  /** The new one that is neither kept nor dropped. */
  pending(): Promise<string | null>;
  /** From now on the new one is shown to people; the one before is remembered, for backups that know it. */
  keep(): Promise<void>;
  /** Those that were valid before, newest first; also of the installation whose backup it was made of. */
  former(): Promise<readonly { readonly name: string; readonly value: string }[]>;
  /** The former one of this name is valid again, and shown. */
  takeBack(name: string): Promise<void>;
  drop(): Promise<void>;
}

/** What connect-host and disconnect-host need beyond effects. */
export interface HostConnectionWork {
  /** Signs in over SSH with the bootstrap means and looks whether the host is fit. */
  check(): Promise<Result<{ osName: string }, Failure>>;
  /** Uploads the runtime and the agent and starts it; needs the bootstrap means. */
  install(say: (line: string) => void): Promise<Result<{ bundleDigest: string }, Failure>>;
  /** Takes off the host what `install` put there, and backups only when that was asked; succeeds when nothing is there. */
  uninstall(asked: {
    readonly deleteBackups: boolean;
    /** Connecting had ended: what we came in with the first time is gone, and its own door is the way. */
    readonly wasConnected: boolean;
    readonly say: (line: string) => void;
  }): Promise<Result<void, Failure>>;
  hello(): Promise<Result<{ contract: number; bundleDigest: string }, Failure>>;
  facts(): Promise<Result<HostFacts, Failure>>;
  /** Signs the host's request for its name-constrained intermediate with the site's root. */
  signAuthority(csrPem: string): Promise<Result<{ certificatePem: string; rootPem: string }, Failure>>;
  /** Where the organisation gets certificates by ACME. */
  acmeAccount(): Promise<AcmeAccount>;
  /** Certificates that hosts of the organisation trust beside Debian's. */
  trustedCertificates(): Promise<readonly string[]>;
  recordFacts(facts: HostFacts): Promise<void>;
  /** Takes our first key off the host, or forgets the one-time password; says in a few words which. */
  forgetFirstWay(): Promise<string>;
}

/** How a done step reads: "Made its database", and what was found: "PostgreSQL 17". */
export interface StepDone {
  readonly doneTitle: string;
  readonly found: string | null;
}

/**
 * One part of an operation that can be done and undone, in a file of its own.
 * - `do` may run more than once (a worker died in it) and must then succeed the same way.
 * - `undo` runs for every step that was begun, also when `do` failed half-way, was cancelled, or never got to the host;
 *   it may run twice; it removes only what `do` made.
 * - both give expected failures as values and throw for bugs only.
 */
export interface Step {
  readonly id: string;
  /** Before it has run: "Get the certificate". */
  title(facts: OperationFacts): string;
  /** Whether this operation needs it; absent = always. */
  applies?(facts: OperationFacts): boolean;
  /**
   * From here on the operation only goes forward: cancel is no longer heard, a failure is tried again a few times and
   * then leaves the rest for another attempt. For what destroys data.
   */
  readonly irreversible?: true;
  do(context: StepContext): Promise<Result<StepDone, Failure>>;
  undo(context: StepContext): Promise<Result<void, Failure>>;
}
