// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VerbRun } from '#agent/operations/effects.ts';
import { RootdUnavailable } from '#agent/operations/rootd-client.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId, OperationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { agentClient, readFromHost, sayHello } from './agent-client.ts';
import { type RunEffect, runEffect } from './run-effect.ts';
import { TestAgent } from './test-agent.ts';

const installation = '0192f0c1-2b3c-7d4e-8f50-000000000001' as InstallationId;
const operation = '0192f0c1-2b3c-7d4e-8f50-000000000002' as OperationId;
const other = '0192f0c1-2b3c-7d4e-8f50-000000000003' as OperationId;

let agent: TestAgent;
let runs: VerbRun[];
let work: (run: VerbRun, attempt: number) => Promise<Result<unknown, Failure>>;

beforeEach(async () => {
  runs = [];
  work = async () => ok({});
  agent = new TestAgent({
    refusal: (verb) => (verb === 'unknown.verb' ? failure('input-refused', 'not known') : null),
    run: (run) => work(run, runs.push(run)),
  });
  await agent.restart();
});
afterEach(() => agent.remove());

function effect(changes: Partial<RunEffect<'route.open'>> = {}): RunEffect<'route.open'> {
  return {
    client: agentClient(agent),
    effect: {
      id: `${operation}/route/do/route.open`,
      operation,
      installation,
      verb: 'route.open',
      input: { installation },
    },
    issueTicket: async () => ok('AAAA.BBBB'),
    onEvent: () => undefined,
    ...changes,
  };
}

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}

const journalText = () =>
  readdirSync(join(agent.directory, 'journal'))
    .map((name) => readFileSync(join(agent.directory, 'journal', name), 'utf8'))
    .join('');

test('says hello and passes failures of rootd on', async () => {
  const client = agentClient(agent);
  expect(await sayHello(client)).toMatchObject({ ok: true, value: { contract: 2 } });
  expect(await readFromHost(client, 'installation.status', { installation })).toMatchObject({
    ok: false,
    error: { code: 'not-found' },
  });
});

test('an effect gets its ticket, tells each event once in order, and gives its output', async () => {
  work = async ({ listener }) => {
    listener.note('Opening the address');
    listener.log('nginx: \u001b[31mok\u001b[0m');
    return ok({});
  };
  const texts: string[] = [];
  const result = await runEffect(
    effect({ onEvent: (event) => void texts.push(`${event.seq} ${event.text}`) }),
  );
  expect(result).toEqual(ok({}));
  expect(texts).toEqual(['1 Opening the address', '2 nginx: ok']);
  expect(runs[0]?.ticket).toBe('AAAA.BBBB');
});

test('done again with the same id it gives the recorded outcome and does nothing', async () => {
  await runEffect(effect());
  await agent.restart();
  expect(await runEffect(effect())).toEqual(ok({}));
  expect(runs).toHaveLength(1);
});

test('the same id with another input is refused', async () => {
  await runEffect(effect());
  const base = effect();
  const result = await runEffect({
    ...base,
    effect: { ...base.effect, input: { installation: other as unknown as InstallationId } },
  });
  expect(result).toMatchObject({ ok: false, error: { code: 'input-refused' } });
});

test('a lost connection attaches again to the work under way', async () => {
  const { opened, open } = gate();
  work = async ({ listener }) => {
    listener.note('one');
    await opened;
    listener.note('two');
    return ok({});
  };
  const texts: string[] = [];
  const done = runEffect(
    effect({
      onEvent: (event) => {
        texts.push(event.text);
        if (event.text !== 'one') return;
        agent.away = true;
        agent.dropConnections();
        setTimeout(() => {
          agent.away = false;
          open();
        }, 300);
      },
    }),
  );
  expect(await done).toEqual(ok({}));
  expect(texts).toEqual(['one', 'two']);
  expect(runs).toHaveLength(1);
});

test('a host that stays away is given up after the agreed time', async () => {
  agent.away = true;
  expect(await runEffect(effect({ unreachableAfterMs: 600 }))).toMatchObject({
    ok: false,
    error: { code: 'host-unreachable' },
  });
});

test('an effect that an agent was killed in is done again with a fresh ticket, and its events go on', async () => {
  work = async ({ listener }, attempt) => {
    listener.note(`attempt ${attempt}`);
    if (attempt === 1) {
      setTimeout(() => agent.restart(), 20);
      await new Promise(() => undefined);
    }
    return ok({});
  };
  const texts: string[] = [];
  let tickets = 0;
  const result = await runEffect(
    effect({
      onEvent: (event) => void texts.push(`${event.seq} ${event.text}`),
      issueTicket: async () => {
        tickets += 1;
        return ok(`AAAA.${tickets}`);
      },
    }),
  );
  expect(result).toEqual(ok({}));
  expect(texts).toEqual(['1 attempt 1', '2 attempt 2']);
  expect(runs.map((run) => run.ticket)).toEqual(['AAAA.1', 'AAAA.2']);
});

test('an effect during which rootd went away is done again', async () => {
  work = async (_run, attempt) => {
    if (attempt === 1) throw new RootdUnavailable('gone');
    return ok({});
  };
  expect(await runEffect(effect())).toEqual(ok({}));
  expect(runs).toHaveLength(2);
});

test('a refused ticket is tried once more, then told', async () => {
  work = async () => err(failure('ticket-refused', 'expired'));
  expect(await runEffect(effect())).toMatchObject({ ok: false, error: { code: 'ticket-refused' } });
  expect(runs).toHaveLength(2);
});

test('secrets reach the verb but neither the journal nor the events', async () => {
  const password = 'corr:ect"horse';
  work = async ({ listener, secrets }) => {
    listener.log(`password ${secrets['admin.password']} and ${encodeURIComponent(password)}`);
    return err(failure('hook-failed', `it said ${password}`, { detail: JSON.stringify({ password }) }));
  };
  const texts: string[] = [];
  const result = await runEffect(
    effect({ secrets: { 'admin.password': password }, onEvent: (event) => void texts.push(event.text) }),
  );
  expect(texts).toEqual(['password ••• and •••']);
  expect(result).toMatchObject({
    ok: false,
    error: { message: 'it said •••', detail: '{"password":"•••"}' },
  });
  expect(journalText()).not.toContain('horse');
});

test('one operation holds an installation until it lets go, also over a restart of the agent', async () => {
  await runEffect(effect());
  await agent.restart();
  const theirs = effect({
    effect: {
      id: `${other}/stop`,
      operation: other,
      installation,
      verb: 'route.open',
      input: { installation },
    },
  });
  expect(await runEffect(theirs)).toMatchObject({ ok: false, error: { code: 'busy' } });
  await agentClient(agent).operations.release.mutate({ operation });
  expect(await runEffect(theirs)).toEqual(ok({}));
});

test('other work on the installation is waited for as long as was asked, and until it is cancelled', async () => {
  await runEffect(effect());
  const theirs = (changes: Partial<RunEffect<'route.open'>>) =>
    effect({
      effect: { ...effect().effect, id: `${other}/open`, operation: other },
      busyPatienceMs: 60_000,
      ...changes,
    });
  let waits = 0;
  const letGo = () => {
    waits += 1;
    void agentClient(agent).operations.release.mutate({ operation });
  };
  expect(await runEffect(theirs({ onBusy: letGo }))).toEqual(ok({}));
  expect(waits).toBe(1);

  const controller = new AbortController();
  const cancelled = effect({
    effect: { ...effect().effect, id: `${operation}/again` },
    ...{ busyPatienceMs: 60_000, signal: controller.signal, onBusy: () => controller.abort() },
  });
  expect(await runEffect(cancelled)).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect(runs).toHaveLength(2);
});

test('an abort cancels the effect on the host', async () => {
  const controller = new AbortController();
  work = ({ signal, listener }) => {
    listener.note('working');
    return new Promise((resolve) =>
      signal.addEventListener('abort', () => resolve(err(failure('cancelled', 'It was cancelled.')))),
    );
  };
  const result = await runEffect(effect({ signal: controller.signal, onEvent: () => controller.abort() }));
  expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect(runs[0]?.signal.aborted).toBe(true);
});

test('a flood of output is cut, but our own sentences go on', async () => {
  work = async ({ listener }) => {
    for (let line = 0; line < 6000; line += 1) listener.log(`line ${line}`);
    listener.note('done at last');
    return ok({});
  };
  const texts: string[] = [];
  expect(await runEffect(effect({ onEvent: (event) => void texts.push(event.text) }))).toEqual(ok({}));
  expect(texts).toHaveLength(4002);
  expect(texts.slice(-2)).toEqual(['(further lines are not kept)', 'done at last']);
});
