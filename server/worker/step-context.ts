// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { recordRelease } from '#server/deploy/backup-rows.ts';
import { appendEvents, type OperationClaim } from '#server/deploy/commands.ts';
import { domainHolder, type OperationRecord } from '#server/deploy/queries.ts';
import { recordInstallation } from '#server/deploy/recorded-facts.ts';
import type { EffectOptions, Step, StepContext } from '#server/deploy/step.ts';
import { installationOf } from '#server/deploy/subject.ts';
import { readFromHost } from '#server/hosts/agent-client.ts';
import { runEffect, type Verb, type VerbInput, type VerbOutput } from '#server/hosts/run-effect.ts';
import { lookBeforeInstall } from '#server/preflight/look.ts';
import { inputDigestOf } from '#server/signer/input-digest.ts';
import { backupWork } from './backup-work.ts';
import { EventWriter } from './event-writer.ts';
import { hostConnectionWork } from './host-connection.ts';
import { askFacts, reachingWithin } from './host-links.ts';
import { loadInstallationSecrets } from './installation-secrets.ts';
import type { NoteBook } from './note-book.ts';
import { passwordWork } from './password-work.ts';
import { persistently } from './persistently.ts';
import type { WorkerServices } from './services.ts';

/** Verbs about the host itself: their tickets name no installation. */
const ABOUT_THE_HOST: readonly string[] = [
  'base.ensure',
  'authority.request',
  'authority.install',
  'trust.set',
  'acme.set',
  'store.set',
  'store.retain',
];

/** The host's own work on an installation, such as its nightly backup, is waited for; a person may cancel meanwhile. */
const BUSY_PATIENCE_MS = 15 * 60_000;
/** How long a host may be away before a step gives up: going forward, and going back. */
const UNREACHABLE_AFTER_MS = { do: 3 * 60_000, undo: 60_000 } as const;

/** A step's hands in the worker: effects on the real host, rows in PostgreSQL. */
export function openStepContext(
  services: WorkerServices,
  of: {
    readonly record: OperationRecord;
    /** Shared by all steps of the operation. */
    readonly notes: NoteBook;
    readonly claim: OperationClaim;
    readonly step: Step;
    readonly phase: 'do' | 'undo';
    readonly attempt: number;
  },
): { readonly context: StepContext; end(): Promise<void> } {
  const { record, notes, claim, step, phase, attempt } = of;
  const { facts, host, organisation } = record;
  const writer = new EventWriter(step.id, (events) =>
    persistently(services, () => appendEvents(services.db, claim, events)),
  );
  const neverAborted = new AbortController().signal;
  const canBeCancelled = phase === 'do' && step.irreversible !== true;
  const signal = canBeCancelled ? services.cancellations.signal(facts.operation) : neverAborted;
  const client = () => services.links.client(host);

  /** A server that is disconnected may be gone for good: that step has a patience of its own. */
  const patienceMs = facts.kind === 'disconnect-host' ? 0 : UNREACHABLE_AFTER_MS[phase];
  const patiently = <T>(ask: () => Promise<T>) => reachingWithin(patienceMs, ask);

  /** A ticket names the package that the host has: of an operation that changes it, the host says which that is now. */
  const packageDigestFor = async (
    verb: Verb,
    installation: InstallationId,
  ): Promise<Result<string, Failure>> => {
    const { packageDigest } = installationOf(facts);
    if (facts.target === null) return ok(packageDigest);
    if (verb === 'release.prepare' || installation === facts.rehearsal) return ok(facts.target.packageDigest);
    const asked = await patiently(() => readFromHost(client(), 'host.installations', {}));
    if (!asked.ok) return asked;
    if (!asked.value.ok) return asked.value;
    const there = asked.value.value.installations.find((one) => one.installation === installation);
    return ok(there?.packageDigest ?? packageDigest);
  };

  const effect = async <V extends Verb>(
    verb: V,
    input: VerbInput<V>,
    options: EffectOptions = {},
  ): Promise<Result<VerbOutput<V>, Failure>> => {
    const installation = ABOUT_THE_HOST.includes(verb)
      ? null
      : (options.on ?? facts.installation?.id ?? null);
    return runEffect<V>({
      client: client(),
      effect: {
        id: `${facts.operation}/${step.id}/${phase}/${verb}${ordinal(options.number ?? 0, attempt)}`,
        operation: facts.operation,
        installation,
        verb,
        input,
      },
      ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
      issueTicket: async () => {
        const digest = installation === null ? ok(null) : await packageDigestFor(verb, installation);
        if (!digest.ok) return digest;
        return services.signer.ticket({
          operation: facts.operation,
          host: host.id,
          installation,
          verb,
          inputDigest: inputDigestOf(input),
          manifestDigest: digest.value,
        });
      },
      onEvent: (event) => writer.log(event.text),
      signal,
      busyPatienceMs: BUSY_PATIENCE_MS,
      onBusy: () => writer.log('The server is at other work on it, such as its backup; waiting for the end.'),
      unreachableAfterMs: UNREACHABLE_AFTER_MS[phase],
    });
  };

  const context: StepContext = {
    facts,
    signal,
    effect: effect as StepContext['effect'],
    ask: (async (verb, input) => {
      const answer = await patiently(() => readFromHost(client(), verb, input));
      return answer.ok ? answer.value : answer;
    }) as StepContext['ask'],
    log: (text) => writer.log(text),
    get notes() {
      return notes.value;
    },
    note: (learned) => notes.add(learned),
    installationSecrets: () =>
      persistently(services, () =>
        loadInstallationSecrets(services, organisation, {
          installation: installationOf(facts),
          target: facts.target,
          madeFrom: record.installation?.madeFrom ?? null,
        }),
      ),
    async preflight(instead = {}) {
      const { id, package: app, ...own } = installationOf(facts);
      const { domain = own.domain, issuer = own.issuer } = instead;
      return lookBeforeInstall(
        { manifest: app.manifest, domain, issuer, host },
        {
          facts: () => withinTime(askFacts(client())),
          domainIsFree: async () => {
            const holder = await persistently(services, () => domainHolder(services.db, domain));
            return holder === null || holder === id;
          },
        },
      );
    },
    async recordInstalled({ version, rootDigest, certificateNotAfterMs, issuer, reservation }) {
      await persistently(services, () =>
        recordInstallation(services.db, organisation, installationOf(facts).id, {
          ...(version === undefined ? {} : { version }),
          ...(rootDigest === undefined ? {} : { rootDigest }),
          ...(reservation === undefined ? {} : { reservation }),
          ...(issuer === undefined ? {} : { issuer }),
          ...(certificateNotAfterMs === undefined
            ? {}
            : { certificateNotAfter: new Date(certificateNotAfterMs) }),
        }),
      );
      if (version === undefined && rootDigest === undefined) return;
      const { id, package: app, packageDigest } = installationOf(facts);
      await persistently(services, () =>
        recordRelease(
          services.db,
          { organisation, installation: id },
          {
            package: app,
            packageDigest,
            ...(version === undefined ? {} : { version }),
            ...(rootDigest === undefined ? {} : { rootDigest }),
          },
        ),
      );
    },
    async recordRehearsal(rehearsal) {
      await persistently(services, () =>
        recordInstallation(services.db, organisation, installationOf(facts).id, {
          rehearsal,
          ...(rehearsal.ok ? { restoreProvenAt: new Date(rehearsal.atMs) } : {}),
        }),
      );
    },
    backups: backupWork(services, record),
    password: passwordWork(services, record),
    hostConnection: hostConnectionWork(services, record),
  };
  return { context, end: () => writer.end() };
}

/** Tells repeated attempts apart, and calls of one verb in a step. */
function ordinal(number: number, attempt: number): string {
  if (number === 0 && attempt === 0) return '';
  return attempt === 0 ? `/${number}` : `/${number}.${attempt}`;
}

const FACTS_TIMEOUT_MS = 15_000;

/** A host that is away is told so to people sooner than to a step that would wait for it. */
export function withinTime<T>(asked: Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
  const late = new Promise<Result<T, Failure>>((resolve) => {
    setTimeout(
      () =>
        resolve(
          err(
            failure('host-unreachable', 'The server does not answer.', {
              remedy: 'Check that it is switched on and connected to the network.',
            }),
          ),
        ),
      FACTS_TIMEOUT_MS,
    ).unref();
  });
  return Promise.race([asked, late]);
}
