// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { canonicalJson } from '#contract/canonical-json.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, type Result } from '#contract/result.ts';
import { appendEvents, type OperationClaim, recordInstallation } from '#server/deploy/commands.ts';
import { domainHolder, type OperationRecord } from '#server/deploy/queries.ts';
import type { Step, StepContext } from '#server/deploy/step.ts';
import { installationOf } from '#server/deploy/subject.ts';
import { readFromHost } from '#server/hosts/agent-client.ts';
import { runEffect, type Verb, type VerbInput, type VerbOutput } from '#server/hosts/run-effect.ts';
import { lookBeforeInstall } from '#server/preflight/look.ts';
import { EventWriter } from './event-writer.ts';
import { hostConnectionWork } from './host-connection.ts';
import { askFacts, reaching } from './host-links.ts';
import { loadInstallationSecrets } from './installation-secrets.ts';
import { persistently } from './persistently.ts';
import type { WorkerServices } from './services.ts';

/** Verbs about the host itself: their tickets name no installation. */
const ABOUT_THE_HOST: readonly string[] = [
  'base.ensure',
  'authority.request',
  'authority.install',
  'trust.set',
];

/** How long a host may be away before a step gives up: going forward, and going back. */
const UNREACHABLE_AFTER_MS = { do: 3 * 60_000, undo: 60_000 } as const;

/** A step's hands in the worker: effects on the real host, rows in PostgreSQL. */
export function openStepContext(
  services: WorkerServices,
  of: {
    readonly record: OperationRecord;
    readonly claim: OperationClaim;
    readonly step: Step;
    readonly phase: 'do' | 'undo';
    readonly attempt: number;
  },
): { readonly context: StepContext; end(): Promise<void> } {
  const { record, claim, step, phase, attempt } = of;
  const { facts, host, organisation } = record;
  const writer = new EventWriter(step.id, (events) =>
    persistently(services, () => appendEvents(services.db, claim, events)),
  );
  const neverAborted = new AbortController().signal;
  const canBeCancelled = phase === 'do' && step.irreversible !== true;
  const signal = canBeCancelled ? services.cancellations.signal(facts.operation) : neverAborted;
  const client = () => services.links.client(host);

  const effect = async <V extends Verb>(
    verb: V,
    input: VerbInput<V>,
    options: { readonly secrets?: Readonly<Record<string, string>>; readonly number?: number } = {},
  ): Promise<Result<VerbOutput<V>, Failure>> => {
    const installation = ABOUT_THE_HOST.includes(verb) ? null : (facts.installation?.id ?? null);
    const number = attempt * 10 + (options.number ?? 0);
    return runEffect<V>({
      client: client(),
      effect: {
        id: `${facts.operation}/${step.id}/${phase}/${verb}${number === 0 ? '' : `/${number}`}`,
        operation: facts.operation,
        installation,
        verb,
        input,
      },
      ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
      issueTicket: () =>
        services.signer.ticket({
          operation: facts.operation,
          host: host.id,
          installation,
          verb,
          inputDigest: createHash('sha256').update(canonicalJson(input)).digest('hex'),
          manifestDigest: installation === null ? null : installationOf(facts).packageDigest,
        }),
      onEvent: (event) => writer.log(event.text),
      signal,
      unreachableAfterMs: UNREACHABLE_AFTER_MS[phase],
    });
  };

  const context: StepContext = {
    facts,
    signal,
    effect: effect as StepContext['effect'],
    ask: (async (verb, input) => {
      const answer = await reaching(() => readFromHost(client(), verb, input));
      return answer.ok ? answer.value : answer;
    }) as StepContext['ask'],
    log: (text) => writer.log(text),
    installationSecrets: () => loadInstallationSecrets(services, organisation, installationOf(facts)),
    async preflight() {
      const { domain, id, package: app } = installationOf(facts);
      return lookBeforeInstall(
        { manifest: app.manifest, domain, host },
        {
          facts: () => withinTime(askFacts(client())),
          domainIsFree: async () => {
            const holder = await domainHolder(services.db, domain);
            return holder === null || holder === id;
          },
        },
      );
    },
    async recordInstalled({ version, rootDigest, certificateNotAfterMs, reservation }) {
      await recordInstallation(services.db, organisation, installationOf(facts).id, {
        ...(version === undefined ? {} : { version }),
        ...(rootDigest === undefined ? {} : { rootDigest }),
        ...(reservation === undefined ? {} : { reservation }),
        ...(certificateNotAfterMs === undefined
          ? {}
          : { certificateNotAfter: new Date(certificateNotAfterMs) }),
      });
    },
    hostConnection: hostConnectionWork(services, record),
  };
  return { context, end: () => writer.end() };
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
