// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { OperationId } from '#contract/ids.ts';
import { openJournalFiles } from '../host/journal-files.ts';
import { EffectJournal, type EffectStart, fileName, parseJournal } from './effect-journal.ts';
import { printable, secretMask } from './safe-text.ts';

const directory = mkdtempSync(join(tmpdir(), 'hop3-journal-'));
afterAll(() => rmSync(directory, { recursive: true }));
const journal = new EffectJournal(openJournalFiles(directory));
const start = (id: string): EffectStart => ({
  id,
  operation: '0192f0c1-2b3c-7d4e-8f50-000000000002' as OperationId,
  installation: null,
  verb: 'base.ensure',
  inputDigest: 'ab'.repeat(32),
  input: { suite: 'trixie' },
  atMs: 1,
});
const event = (seq: number) => ({ seq, atMs: 1, kind: 'note', text: `event ${seq}` }) as const;

test('remembers start, events and outcome', () => {
  const effect = journal.begin(start('op/a'));
  effect.event(event(1));
  expect(journal.read('op/a')).toMatchObject({ outcome: null, events: [{ seq: 1 }] });
  effect.end({ status: 'done', output: { bytes: 1 } }, 2);
  expect(journal.read('op/a')).toMatchObject({
    start: { verb: 'base.ensure' },
    outcome: { output: { bytes: 1 } },
  });
  expect(journal.read('op/other')).toBeNull();
});

test('a line torn by a power cut is left out, and the effect counts as interrupted', () => {
  const text = `${JSON.stringify({ start: start('op/b') })}\n${JSON.stringify({ event: event(1) })}\n{"outcome":{"sta`;
  expect(parseJournal(text)).toMatchObject({ events: [{ seq: 1 }], outcome: null });
  expect(parseJournal('{"start":')).toBeNull();
});

test('an effect begun again goes on with its events and waits for a new outcome', () => {
  journal.begin(start('op/c')).event(event(1));
  const again = journal.begin(start('op/c'));
  expect(journal.read('op/c')).toMatchObject({ events: [{ seq: 1 }], outcome: null });
  again.event(event(2));
  again.end({ status: 'done', output: {} }, 3);
  expect(journal.read('op/c')?.events).toHaveLength(2);
});

test('forgets after thirty days, but never what runs', () => {
  journal.begin(start('op/old')).abandon();
  const name = fileName('op/old');
  utimesSync(join(directory, name), 0, 0);
  journal.prune(Date.now(), (running) => running === name);
  expect(readdirSync(directory)).toContain(name);
  journal.prune(Date.now(), () => false);
  expect(readdirSync(directory)).not.toContain(name);
  expect(journal.read('op/a')).not.toBeNull();
});

test('text becomes printable and secrets are masked in each of their forms', () => {
  expect(printable('\u001b[1;31mred\u001b[0m\r\n\u0000tab\there\u001b]0;title\u0007 \ud800')).toBe(
    'red\ntab\there \ufffd',
  );
  expect(printable('x'.repeat(5000))).toHaveLength(4000);
  const mask = secretMask({ a: 'pass word"1', b: 'short' });
  expect(mask('pass word"1 pass%20word%221 {"p":"pass word\\"1"} short')).toBe('••• ••• {"p":"•••"} short');
});
