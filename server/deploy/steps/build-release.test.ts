// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { failure } from '#contract/failure.ts';
import { err } from '#contract/result.ts';
import { exampleFacts } from '../example-facts.ts';
import { FakeHands } from '../test-context.ts';
import { buildRelease } from './build-release.ts';

const refused = err(failure('addon-failed', 'PostgreSQL could not be installed on the server.'));

it('has what is slow made ready beside the build, with the secrets of the backups', async () => {
  const hands = new FakeHands(exampleFacts('install', 'miniflux'));
  expect((await hands.do(buildRelease)).ok).toBe(true);
  expect(hands.verbs()).toEqual(
    expect.arrayContaining(['trust.set', 'base.ensure', 'root.build', 'installation.prepare']),
  );
  const prepared = hands.calls.find(({ verb }) => verb === 'installation.prepare');
  expect(prepared?.options.secrets).toEqual({ 'backup.password': 'p', 'backup.recovery': 'r' });
});

it('does not fail with what was made ready: the steps after it say what is wrong', async () => {
  const hands = new FakeHands(exampleFacts('install', 'miniflux'), { 'installation.prepare': () => refused });
  expect((await hands.do(buildRelease)).ok).toBe(true);
});

it('leaves restic to what reads a backup', async () => {
  const hands = new FakeHands(exampleFacts('install-from-backup', 'miniflux'));
  expect(hands.facts.backup).not.toBeNull();
  expect((await hands.do(buildRelease)).ok).toBe(true);
  expect(hands.verbs()).not.toContain('installation.prepare');
});

it('fails with the build, and then nothing goes on behind its back', async () => {
  let prepared = false;
  const hands = new FakeHands(exampleFacts('install', 'miniflux'), {
    'root.build': () => refused,
    'installation.prepare': () => {
      prepared = true;
      return refused;
    },
  });
  expect(await hands.do(buildRelease)).toEqual(refused);
  expect(prepared).toBe(true);
});
