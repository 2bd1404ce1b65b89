// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { EffectProgress } from '#contract/effect.ts';
import { failure } from '#contract/failure.ts';
import type { InstallationId, OperationId } from '#contract/ids.ts';
import { ok } from '#contract/result.ts';
import { AgentAway, type AgentPort, type HostPromise, keepPromises } from './keep-promises.ts';
import { promisesOf } from './promises-of.ts';

const ALICE = '019ac0de-0000-7000-8000-00000000000a' as InstallationId;
const BOB = '019ac0de-0000-7000-8000-00000000000b' as InstallationId;
const renew = (installation: InstallationId): HostPromise => ({
  installation,
  verb: 'certificate.renew',
  input: { installation },
});
const ended = (output: object): EffectProgress => ({
  state: 'ended',
  events: [],
  outcome: { status: 'done', output: output as never },
});

/** An agent and a clock of the test. */
function stage(agent: Partial<AgentPort>) {
  let nowMs = 0;
  let operations = 0;
  const released: string[] = [];
  const said: string[] = [];
  const port: AgentPort = {
    installations: async () => ok([]),
    start: async () => ({ state: 'running', attached: false }),
    wait: async () => ended({}),
    release: async (operation) => void released.push(operation),
    ...agent,
  };
  return {
    released,
    said,
    now: () => nowMs,
    surroundings: {
      agent: port,
      newOperation: () => `00000000-0000-4000-8000-${String(++operations).padStart(12, '0')}` as OperationId,
      nowMs: () => nowMs,
      sleep: async (ms: number) => {
        nowMs += ms;
      },
      say: (line: string) => void said.push(line),
    },
  };
}

describe('a promise', () => {
  it('is an effect of an operation of its own, which lets go at its end', async () => {
    const ids: string[] = [];
    const { surroundings, released } = stage({
      start: async ({ id }) => {
        ids.push(id);
        return { state: 'running', attached: false };
      },
    });
    const [kept] = await keepPromises([renew(ALICE)], surroundings);
    expect(kept?.outcome).toEqual(ok({}));
    expect(ids).toEqual(['timer/00000000-0000-4000-8000-000000000001/certificate.renew']);
    expect(released).toEqual(['00000000-0000-4000-8000-000000000001']);
  });

  it('says what the work says, each line once', async () => {
    const answers: EffectProgress[] = [
      { state: 'running', events: [{ seq: 1, atMs: 1, kind: 'note', text: 'one' }], outcome: null },
      { ...ended({}), events: [{ seq: 2, atMs: 1, kind: 'log', text: 'two' }] },
    ];
    const asked: number[] = [];
    const { surroundings, said } = stage({
      wait: async ({ afterSeq }) => {
        asked.push(afterSeq);
        return answers.shift() ?? ended({});
      },
    });
    await keepPromises([renew(ALICE)], surroundings);
    expect(said).toEqual(['one', 'two']);
    expect(asked).toEqual([0, 1]);
  });

  it('about a busy installation waits, while the others are kept', async () => {
    let busyTimes = 3;
    const order: string[] = [];
    const { surroundings } = stage({
      start: async ({ installation }) => {
        if (installation === ALICE && busyTimes-- > 0) {
          return { state: 'refused', failure: failure('busy', 'Other work has not ended yet.') };
        }
        order.push(installation ?? '');
        return { state: 'running', attached: false };
      },
    });
    const kept = await keepPromises([renew(ALICE), renew(BOB)], surroundings);
    expect(order).toEqual([BOB, ALICE]);
    expect(kept.every(({ outcome }) => outcome.ok)).toBe(true);
  });

  it('is broken when the installation stays busy for two hours', async () => {
    const { surroundings, now } = stage({
      start: async () => ({ state: 'refused', failure: failure('busy', 'Other work has not ended yet.') }),
    });
    const [kept] = await keepPromises([renew(ALICE)], surroundings);
    expect(kept?.outcome.ok).toBe(false);
    expect(now()).toBe(2 * 3_600_000);
  });

  it('is asked for again when agent or rootd were killed meanwhile', async () => {
    let starts = 0;
    const progress: (EffectProgress | 'away')[] = [
      { state: 'unknown', events: [], outcome: null },
      'away',
      ended({}),
    ];
    const { surroundings } = stage({
      start: async () => {
        starts += 1;
        return { state: 'running', attached: false };
      },
      wait: async () => {
        const next = progress.shift() ?? ended({});
        if (next === 'away') throw new AgentAway('gone');
        return next;
      },
    });
    const [kept] = await keepPromises([renew(ALICE)], surroundings);
    expect(kept?.outcome.ok).toBe(true);
    expect(starts).toBe(2);
  });

  it('says the failure of the work', async () => {
    const { surroundings } = stage({
      wait: async () => ({
        state: 'ended',
        events: [],
        outcome: { status: 'failed', failure: failure('backup-failed', 'No.') },
      }),
    });
    const [kept] = await keepPromises([renew(ALICE)], surroundings);
    expect(kept?.outcome).toEqual({ ok: false, error: failure('backup-failed', 'No.') });
  });
});

describe('arguments', () => {
  const agent = {
    installations: async () =>
      ok([
        { installation: ALICE, rehearsalOf: null },
        { installation: BOB, rehearsalOf: ALICE },
      ]),
  };

  it('name a promise about one installation, or about all that are no rehearsal', async () => {
    expect(await promisesOf(['backup', ALICE], agent)).toEqual(
      ok([{ installation: ALICE, verb: 'backup.run', input: { installation: ALICE, reason: 'scheduled' } }]),
    );
    expect(await promisesOf(['renew'], agent)).toEqual(ok([renew(ALICE)]));
    expect(await promisesOf(['prune'], agent)).toEqual(
      ok([{ installation: null, verb: 'host.prune', input: {} }]),
    );
  });

  it.each([[[]], [['backup']], [['backup', '../etc']], [['prune', ALICE]], [['uninstall', ALICE]]])(
    'that are not a promise are refused: %j',
    async (argv) => {
      expect((await promisesOf(argv, agent)).ok).toBe(false);
    },
  );
});
