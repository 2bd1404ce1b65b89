// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupPlan } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { exampleEntry } from './example-facts.ts';
import type { OperationNotes } from './operation-notes.ts';
import { LOCAL } from './places.ts';
import type { EffectOptions, OperationFacts, Step, StepContext } from './step.ts';

export interface FakeCall {
  readonly verb: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly options: EffectOptions;
}

type Answer = Result<unknown, Failure>;
export type Answers = Readonly<Record<string, (call: FakeCall) => Answer>>;

const checked = (count: number | null = null) => ok({ durationMs: 1, notes: [], count });
const DIGEST = 'e'.repeat(64);

/** What a host that works says. */
const USUAL: Answers = {
  'check.health': () => checked(),
  'check.sign-in': () => checked(),
  'check.count': () => checked(3),
  'installation.status': () =>
    ok({
      generation: 4,
      packageDigest: 'a'.repeat(64),
      rootDigest: 'd'.repeat(64),
      dataBytes: 1_000_000,
      previousRelease: null,
    }),
  'backup.run': () => ok({ entry: exampleEntry({ reason: 'before-update' }), missed: [] }),
  'backup.inspect': ({ input }) =>
    ok({
      manifest: {
        package: { id: 'miniflux' },
        backup: exampleEntry().id,
        atMs: exampleEntry().atMs,
        installation: input.installation,
      },
      dataBytes: 1_000_000,
    }),
  'root.build': () => ok({ digest: DIGEST, version: '2.2.7-1', packages: 3, bytes: 9, reused: true }),
  'root.restore': () => ok({ found: false, digest: null, version: null }),
  'state.restore': () => ok({ generation: 5, manifest: {}, dataBytes: 1_000_000 }),
  'state.switch': () => ok({ previous: 4 }),
  'hook.run': () => ok({ ran: true }),
  'backup.forget': () => ok({ kept: [] }),
};

/** A step's hands without a host: it remembers what was asked, and answers as a host that works unless told otherwise. */
export class FakeHands {
  readonly calls: FakeCall[] = [];
  readonly said: string[] = [];
  readonly recorded: string[] = [];
  notes: OperationNotes;
  answers: Answers;
  resetSince = false;
  former: { name: string; value: string }[] = [];
  planIsApplied = true;
  readonly facts: OperationFacts;
  readonly abort = new AbortController();

  constructor(facts: OperationFacts, answers: Answers = {}, notes: OperationNotes = {}) {
    this.facts = facts;
    this.answers = answers;
    this.notes = notes;
  }

  verbs(): string[] {
    return this.calls.map((call) => call.verb);
  }

  context(): StepContext {
    const answer = (call: FakeCall): Answer =>
      (this.answers[call.verb] ?? USUAL[call.verb] ?? (() => ok({})))(call);
    const hands = this;
    const plan: BackupPlan = {
      schedule: { every: 'day', at: '03:15' },
      keep: { daily: 7, weekly: 4, monthly: 6 },
      paused: false,
      targets: [LOCAL],
    };
    const context = {
      facts: this.facts,
      signal: this.abort.signal,
      effect: async (verb: string, input: FakeCall['input'], options: EffectOptions = {}) => {
        const call = { verb, input, options };
        this.calls.push(call);
        return answer(call);
      },
      ask: async (verb: string, input: FakeCall['input']) => answer({ verb, input, options: {} }),
      log: (text: string) => void this.said.push(text),
      installationSecrets: async () => ({ 'admin.password': 'known' }),
      preflight: async () => [],
      recordInstalled: async () => {},
      get notes() {
        return hands.notes;
      },
      note: async (learned: OperationNotes) => {
        this.notes = { ...this.notes, ...learned };
      },
      recordRehearsal: async (result: { ok: boolean }) => void this.recorded.push(`rehearsal ${result.ok}`),
      backups: {
        plan: async () => plan,
        isPlanApplied: async () => this.planIsApplied,
        planApplied: async () => void this.recorded.push('plan'),
        writingSecrets: async () => ({ 'backup.password': 'p', 'backup.recovery': 'r' }),
        readingSecrets: async () => ok({ 'backup.password': 'p' }),
        sourceOf: async () => ({
          target: LOCAL,
          repositoryOf: this.facts.installation?.id,
          snapshot: 'c'.repeat(64),
        }),
        record: async (entry: { id: string }) => void this.recorded.push(`backup ${entry.id}`),
        forgotten: async (id: string) => void this.recorded.push(`forgotten ${id}`),
        nothingKept: async () => void this.recorded.push('nothing kept'),
        passwordResetSince: async () => this.resetSince,
        stored: async () => [],
        storeKeys: async () => [],
      },
      password: {
        current: async () => 'known',
        former: async () => this.former,
        takeBack: async (name: string) => void this.recorded.push(`took back ${name}`),
      },
      hostConnection: {
        trustedCertificates: async () => [],
        facts: async () => ok({ diskFreeBytes: 50_000_000_000, memoryAvailableBytes: 4_000_000_000 }),
      },
    };
    // Only what the steps under test use; anything else would be a call of undefined, which throws.
    return context as unknown as StepContext;
  }

  do(step: Step) {
    return step.do(this.context());
  }

  undo(step: Step) {
    return step.undo(this.context());
  }
}
