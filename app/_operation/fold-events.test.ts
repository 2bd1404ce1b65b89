// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import type { NumberedEvent } from '#contract/operation.ts';
import { foldEvents, shareDone, startProgress, withPlan } from './fold-events.ts';

const plan = [
  { id: 'reserve', title: 'Reserve a place' },
  { id: 'start', title: 'Start it' },
];
const step = (
  seq: number,
  id: string,
  state: 'running' | 'done' | 'failed' | 'undoing' | 'undone',
  doneTitle: string | null = null,
): NumberedEvent => ({
  seq,
  atMs: seq,
  event: { type: 'step', step: id, state, found: null, doneTitle, durationMs: state === 'done' ? 400 : null },
});

test('steps turn in their order and keep what was found', () => {
  const progress = foldEvents(startProgress(plan, 'queued', null), [
    { seq: 1, atMs: 1, event: { type: 'state', state: 'running', failure: null } },
    step(2, 'reserve', 'running'),
    step(3, 'reserve', 'done', 'Reserved a place'),
    step(4, 'start', 'running'),
  ]);
  expect(progress.state).toBe('running');
  expect(progress.steps.map(({ state, title }) => [state, title])).toEqual([
    ['done', 'Reserved a place'],
    ['running', 'Start it'],
  ]);
  expect(shareDone(progress)).toBe(0.75);
});

test('events seen twice after a reconnection count once', () => {
  const log: NumberedEvent = { seq: 1, atMs: 1, event: { type: 'log', step: 'reserve', text: 'hello' } };
  const progress = foldEvents(startProgress(plan, 'running', null), [log, log]);
  expect(progress.log).toHaveLength(1);
  expect(progress.lastSeq).toBe(1);
});

test('a plan that comes later keeps what the steps already said', () => {
  const early = foldEvents(startProgress([], 'running', null), [step(1, 'start', 'running')]);
  const later = withPlan(early, plan);
  expect(later.steps.map(({ id, state }) => [id, state])).toEqual([
    ['reserve', 'waiting'],
    ['start', 'running'],
  ]);
  expect(withPlan(later, plan)).toBe(later);
});

test('a failure stays when the end says it no more', () => {
  const failure = { code: 'internal' as const, message: 'No.', remedy: null, detail: null };
  const progress = foldEvents(startProgress(plan, 'running', null), [
    { seq: 1, atMs: 1, event: { type: 'state', state: 'undoing', failure } },
    { seq: 2, atMs: 2, event: { type: 'state', state: 'failed', failure: null } },
  ]);
  expect(progress).toMatchObject({ state: 'failed', failure: { message: 'No.' } });
});

test('the step that failed is still told apart once everything is undone', () => {
  const progress = foldEvents(startProgress(plan, 'running', null), [
    step(1, 'reserve', 'done'),
    step(2, 'start', 'failed'),
    ...(['start', 'reserve'] as const).flatMap((id, index) => [
      step(3 + 2 * index, id, 'undoing'),
      step(4 + 2 * index, id, 'undone'),
    ]),
  ]);
  expect(progress.steps.map(({ state, failed }) => [state, failed])).toEqual([
    ['undone', false],
    ['undone', true],
  ]);
});
