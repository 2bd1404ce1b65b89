// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { type Durable, type Ending, type Journal, RETRY_WAITS_MS, runPlan } from './run-plan.ts';
import type { Step, StepContext } from './step.ts';

/** A worker that can be killed: what `durable` had recorded survives, everything else is forgotten. */
class FakeWorld {
  readonly recorded = new Map<string, string>();
  /** What exists on the "host". */
  readonly made = new Set<string>();
  readonly calls: string[] = [];
  readonly states: string[] = [];
  readonly stepEvents: string[] = [];
  readonly slept: number[] = [];
  readonly endings: Ending[] = [];
  cancelled = new AbortController();
  /** Dies when a durable step of this name is about to run, or just before its outcome is recorded. */
  dieBefore: string | null = null;
  dieAfter: string | null = null;

  readonly durable: Durable = async (name, run) => {
    const known = this.recorded.get(name);
    if (known !== undefined) return JSON.parse(known);
    if (this.dieBefore === name) throw new Died();
    const outcome = await run();
    if (this.dieAfter === name) throw new Died();
    this.recorded.set(name, JSON.stringify(outcome));
    return outcome;
  };

  readonly journal: Journal = {
    running: async () => void this.states.push('running'),
    undoing: async (why) => void this.states.push(`undoing ${why?.code ?? 'cancel'}`),
    ended: async (ending) => {
      this.states.push(ending.state);
      this.endings.push(ending);
    },
    step: async (event) => void this.stepEvents.push(`${event.step} ${event.state}`),
    cancelRequested: async () => this.cancelled.signal.aborted,
  };

  run(steps: readonly Step[]): Promise<Ending> {
    return runPlan({
      steps,
      durable: this.durable,
      journal: this.journal,
      open: (_step, phase) => ({
        context: {
          signal: phase === 'do' ? this.cancelled.signal : new AbortController().signal,
        } as StepContext,
        end: async () => {},
      }),
      nowMs: () => 0,
      sleep: async (milliseconds) => void this.slept.push(milliseconds),
    });
  }

  /** A step that makes one thing and takes it away; `override` makes it misbehave. */
  step(id: string, override: Partial<Step> = {}): Step {
    return {
      id,
      title: () => id,
      do: async () => {
        this.calls.push(`do ${id}`);
        this.made.add(id);
        return ok({ doneTitle: `Did ${id}`, found: null });
      },
      undo: async () => {
        this.calls.push(`undo ${id}`);
        this.made.delete(id);
        return ok(undefined);
      },
      ...override,
    };
  }

  /** Makes its thing and then fails. */
  failing(id: string): Step {
    return this.step(id, {
      do: async () => {
        this.calls.push(`do ${id}`);
        this.made.add(id);
        return err(failure('build-failed', `${id} did not work`));
      },
    });
  }

  three(override: Partial<Record<'a' | 'b' | 'c', Step>> = {}): Step[] {
    return [override.a ?? this.step('a'), override.b ?? this.step('b'), override.c ?? this.step('c')];
  }
}

class Died extends Error {}

describe('running a plan', () => {
  it('does every step in order and succeeds', async () => {
    const world = new FakeWorld();
    expect(await world.run(world.three())).toEqual({ state: 'succeeded' });
    expect(world.calls).toEqual(['do a', 'do b', 'do c']);
    expect(world.states).toEqual(['running', 'succeeded']);
    expect(world.stepEvents).toEqual(['a running', 'a done', 'b running', 'b done', 'c running', 'c done']);
  });

  it.each(['a', 'b', 'c'] as const)('undoes what was begun, newest first, when %s fails', async (id) => {
    const world = new FakeWorld();
    const ending = await world.run(world.three({ [id]: world.failing(id) }));
    expect(ending).toEqual({
      state: 'failed',
      leftBehind: false,
      failure: failure('build-failed', `${id} did not work`),
    });
    expect(world.made).toEqual(new Set());
    const begun = ['a', 'b', 'c'].slice(0, ['a', 'b', 'c'].indexOf(id) + 1);
    expect(world.calls).toEqual([
      ...begun.map((one) => `do ${one}`),
      ...begun.toReversed().map((one) => `undo ${one}`),
    ]);
    expect(world.states).toEqual(['running', 'undoing build-failed', 'failed']);
  });

  it.each(['a', 'b', 'c'])('unwinds when it is cancelled during %s', async (id) => {
    const world = new FakeWorld();
    const interrupted = world.step(id, {
      do: async () => {
        world.made.add(id);
        world.cancelled.abort();
        return err(failure('internal', 'the connection was closed'));
      },
    });
    const ending = await world.run(world.three({ [id]: interrupted }));
    expect(ending).toEqual({ state: 'cancelled', leftBehind: false, failure: null });
    expect(world.made).toEqual(new Set());
    expect(world.states).toEqual(['running', 'undoing cancel', 'cancelled']);
  });

  it('does not begin the next step once it is cancelled', async () => {
    const world = new FakeWorld();
    const a = world.step('a', {
      do: async () => {
        world.made.add('a');
        world.cancelled.abort();
        return ok({ doneTitle: 'Did a', found: null });
      },
    });
    expect(await world.run(world.three({ a }))).toMatchObject({ state: 'cancelled', leftBehind: false });
    expect(world.stepEvents).toEqual(['a running', 'a done', 'a undoing', 'a undone']);
  });

  it('turns a bug in a step into a failure that unwinds', async () => {
    const world = new FakeWorld();
    const b = world.step('b', {
      do: async () => {
        throw new Error('undefined is not a function');
      },
    });
    const ending = await world.run(world.three({ b }));
    expect(ending).toMatchObject({ state: 'failed', leftBehind: false, failure: { code: 'internal' } });
    expect(world.made).toEqual(new Set());
  });

  it('tries an undo again with growing pauses before it gives up', async () => {
    const world = new FakeWorld();
    let attempts = 0;
    const a = world.step('a', {
      undo: async () => {
        attempts += 1;
        if (attempts < 3) return err(failure('busy', 'not now'));
        world.made.delete('a');
        return ok(undefined);
      },
    });
    const ending = await world.run(world.three({ a, c: world.failing('c') }));
    expect(ending).toMatchObject({ state: 'failed', leftBehind: false });
    expect(world.slept).toEqual(RETRY_WAITS_MS.slice(0, 2));
    expect(world.made).toEqual(new Set());
  });

  it('says that something is left when an undo never works, and still undoes the others', async () => {
    const world = new FakeWorld();
    const b = world.step('b', { undo: async () => err(failure('internal', 'the disk is read-only')) });
    const ending = await world.run(world.three({ b, c: world.failing('c') }));
    expect(ending).toMatchObject({ state: 'failed', leftBehind: true, failure: { code: 'build-failed' } });
    expect(ending.state === 'failed' && ending.failure.detail).toContain('the disk is read-only');
    expect(world.made).toEqual(new Set(['b']));
  });

  it('leaves every step undone when it is undone twice', async () => {
    const world = new FakeWorld();
    world.dieAfter = 'undo/b';
    const steps = world.three({ c: world.failing('c') });
    await expect(world.run(steps)).rejects.toThrow(Died);
    world.dieAfter = null;
    expect(await world.run(steps)).toMatchObject({ state: 'failed', leftBehind: false });
    expect(world.calls.filter((call) => call === 'undo b')).toHaveLength(2);
    expect(world.made).toEqual(new Set());
  });
});

describe('a worker that dies', () => {
  const names = ['begin', 'begin/a', 'do/a', 'begin/b', 'do/b', 'begin/c', 'do/c', 'end'];

  it.each(names)('is followed by one that goes on and finishes, when it died before %s', async (name) => {
    const world = new FakeWorld();
    const steps = world.three();
    world.dieBefore = name;
    await expect(world.run(steps)).rejects.toThrow(Died);
    world.dieBefore = null;
    expect(await world.run(steps)).toEqual({ state: 'succeeded' });
    expect(world.calls).toEqual(['do a', 'do b', 'do c']);
  });

  it.each(names)('is followed by one that repeats only %s, when it died in it', async (name) => {
    const world = new FakeWorld();
    const steps = world.three();
    world.dieAfter = name;
    await expect(world.run(steps)).rejects.toThrow(Died);
    world.dieAfter = null;
    expect(await world.run(steps)).toEqual({ state: 'succeeded' });
    expect(world.made).toEqual(new Set(['a', 'b', 'c']));
    expect(world.calls.length).toBe(name.startsWith('do/') ? 4 : 3);
  });

  it('undoes the step in which the worker died when a cancel came meanwhile', async () => {
    const world = new FakeWorld();
    const b = world.step('b', {
      do: async () => {
        world.made.add('b');
        if (world.cancelled.signal.aborted) return err(failure('cancelled', 'It was cancelled.'));
        return ok({ doneTitle: 'Did b', found: null });
      },
    });
    const steps = world.three({ b });
    world.dieAfter = 'do/b';
    await expect(world.run(steps)).rejects.toThrow(Died);
    world.dieAfter = null;
    world.cancelled.abort();
    expect(await world.run(steps)).toMatchObject({ state: 'cancelled', leftBehind: false });
    expect(world.made).toEqual(new Set());
  });
});

describe('steps that cannot be taken back', () => {
  it('are tried again, and go forward in spite of a cancel', async () => {
    const world = new FakeWorld();
    let attempts = 0;
    const b = world.step('b', {
      irreversible: true,
      do: async () => {
        world.cancelled.abort();
        attempts += 1;
        return attempts < 3 ? err(failure('busy', 'not now')) : ok({ doneTitle: 'Did b', found: null });
      },
    });
    const c = world.step('c', { irreversible: true });
    // The signal is for what can still be cancelled: these get one that never fires.
    expect(await world.run(world.three({ b, c }))).toEqual({ state: 'succeeded' });
    expect(attempts).toBe(3);
    expect(world.calls).not.toContain('undo a');
  });

  it('leave the rest for another attempt when they never work', async () => {
    const world = new FakeWorld();
    const b = world.step('b', {
      irreversible: true,
      do: async () => err(failure('host-unreachable', 'The server does not answer.')),
    });
    expect(await world.run(world.three({ b }))).toMatchObject({
      state: 'failed',
      leftBehind: true,
      failure: { code: 'host-unreachable' },
    });
    expect(world.slept).toEqual([...RETRY_WAITS_MS]);
    expect(world.calls).toEqual(['do a']);
  });

  it('can still be cancelled before the first of them', async () => {
    const world = new FakeWorld();
    const a = world.step('a', {
      do: async () => {
        world.made.add('a');
        world.cancelled.abort();
        return ok({ doneTitle: 'Did a', found: null });
      },
    });
    const b = world.step('b', { irreversible: true });
    expect(await world.run(world.three({ a, b }))).toMatchObject({ state: 'cancelled' });
    expect(world.made).toEqual(new Set());
  });
});
