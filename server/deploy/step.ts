// SPDX-License-Identifier: AGPL-3.0-or-later

import type { z } from 'zod';
import type { agentVerbs, checkOutput, HostFacts } from '#contract/agent-api.ts';
import type { Failure } from '#contract/failure.ts';
import type { HostId, InstallationId, OperationId } from '#contract/ids.ts';
import type { OperationKind } from '#contract/operation.ts';
import type { Package } from '#contract/package.ts';
import type { Result } from '#contract/result.ts';
import type { Reservation, RootdInput, RootdOutput, RootdVerb, rootdVerbs } from '#contract/rootd-api.ts';
import type { PreflightLine } from '#contract/site-api.ts';

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
}

export interface HostSubject {
  readonly id: HostId;
  readonly name: string;
  readonly kind: 'sandbox' | 'remote';
  readonly publicPort: number;
  /** Apps get names under it; null when the organisation brings its own. */
  readonly domainSuffix: string | null;
}

/** Everything that a plan is decided from; no secret is in it. */
export interface OperationFacts {
  readonly operation: OperationId;
  readonly kind: OperationKind;
  readonly host: HostSubject;
  /** null for what is about a host alone. */
  readonly installation: InstallationSubject | null;
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
export type HostQuestion = 'installation.status' | 'installation.inventory' | 'host.installations';

export interface EffectOptions {
  readonly secrets?: Readonly<Record<string, string>>;
  /** Tells several calls of one verb in one step apart. */
  readonly number?: number;
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
  /** What would go wrong, looked at now. */
  preflight(): Promise<readonly PreflightLine[]>;
  /** What was learned about the installation, for its row. */
  recordInstalled(learned: {
    readonly version?: string;
    readonly rootDigest?: string;
    readonly reservation?: Reservation;
    readonly certificateNotAfterMs?: number;
  }): Promise<void>;
  /** Getting onto a host and off it. */
  readonly hostConnection: HostConnectionWork;
}

/** What connect-host and disconnect-host need beyond effects. */
export interface HostConnectionWork {
  /** Signs in over SSH with the bootstrap means and looks whether the host is fit. */
  check(signal: AbortSignal): Promise<Result<{ osName: string }, Failure>>;
  /** Uploads the runtime and the agent and starts it; needs the bootstrap means. */
  install(
    say: (line: string) => void,
    signal: AbortSignal,
  ): Promise<Result<{ bundleDigest: string }, Failure>>;
  /** Takes off the host what `install` put there; succeeds when nothing is there. */
  uninstall(say: (line: string) => void): Promise<Result<void, Failure>>;
  hello(): Promise<Result<{ contract: number; bundleDigest: string }, Failure>>;
  facts(): Promise<Result<HostFacts, Failure>>;
  /** Signs the host's request for its name-constrained intermediate with the site's root. */
  signAuthority(csrPem: string): Promise<Result<{ certificatePem: string; rootPem: string }, Failure>>;
  /** Certificates that hosts of the organisation trust beside Debian's. */
  trustedCertificates(): Promise<readonly string[]>;
  recordFacts(facts: HostFacts): Promise<void>;
  /** Forgets the one-time password, if there was one. */
  forgetBootstrap(): Promise<void>;
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
