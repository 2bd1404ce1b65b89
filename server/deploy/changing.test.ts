// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { afterUndo, changesAtEnd } from './at-end.ts';
import { exampleEntry, exampleFacts } from './example-facts.ts';
import { plan } from './plan.ts';
import type { OperationFacts, Step } from './step.ts';
import { firstBackup } from './steps/back-up.ts';
import { checkChange, visitAfterwards } from './steps/check-change.ts';
import { reopen } from './steps/hold.ts';
import { prepareRelease } from './steps/prepare-release.ts';
import { rehearse } from './steps/rehearse.ts';
import { type Answers, FakeHands } from './test-context.ts';

/* The decisions in the steps of restores and updates, on hands without a host; real hosts: step-suite. */

const refused =
  (code: Parameters<typeof failure>[0], message = `no: ${code}`) =>
  () =>
    err(failure(code, message));

/** Runs a plan as the runner does, without durability: forward until a step fails, then back. */
async function run(facts: OperationFacts, answers: Answers = {}, failAfter: string | null = null) {
  const hands = new FakeHands(facts, answers);
  const begun: Step[] = [];
  for (const step of plan(facts)) {
    begun.push(step);
    const done = await hands.do(step);
    if (done.ok && step.id !== failAfter) continue;
    const from = hands.calls.length;
    const undone: boolean[] = [];
    for (const back of begun.toReversed()) undone.push((await hands.undo(back)).ok);
    return { hands, failed: step.id, done, back: hands.verbs().slice(from), undone };
  }
  return { hands, failed: null, done: null, back: [], undone: [] };
}

describe('an update', () => {
  it('rehearses with the backup that it made, and removes the copy before visitors notice anything', async () => {
    const { hands, failed } = await run(exampleFacts('update', 'miniflux'));
    expect(failed).toBeNull();
    const { rehearsal } = hands.facts;
    const onCopy = hands.calls.filter((call) => call.options.on === rehearsal).map((call) => call.verb);
    expect(onCopy).toEqual([
      ...['installation.reserve', 'root.build', 'addons.create', 'installation.configure', 'state.restore'],
      ...['state.switch', 'hook.run', 'installation.start', 'check.health', 'check.sign-in', 'check.count'],
      ...['installation.stop', 'installation.unconfigure', 'addons.remove', 'root.release'],
      'installation.release',
    ]);
    expect(hands.verbs().indexOf('route.hold')).toBeGreaterThan(
      hands.verbs().indexOf('installation.release'),
    );
    expect(hands.recorded).toContain('rehearsal true');
  });

  it('stops before anything is held when the rehearsal fails, and removes the copy all the same', async () => {
    const onCopy: Answers = {
      'check.health': ({ options }) =>
        options.on === undefined
          ? ok({ notes: [], count: null })
          : err(failure('check-failed', 'It is ill.')),
    };
    const { hands, failed, done } = await run(exampleFacts('update', 'miniflux'), onCopy);
    expect(failed).toBe('rehearse');
    expect(done).toMatchObject({ error: { code: 'check-failed', message: expect.stringContaining('copy') } });
    expect(hands.verbs()).toContain('installation.release');
    expect(hands.verbs()).not.toContain('route.hold');
    expect(hands.recorded).toContain('rehearsal false');
  });

  it('brings the data of the last backup back when it may have been changed', async () => {
    const { back, undone, hands } = await run(exampleFacts('update', 'miniflux'), {}, 'check-private');
    expect(undone.every(Boolean)).toBe(true);
    expect(back).toEqual([
      'installation.stop',
      'release.switch',
      'installation.configure',
      'state.restore',
      'state.switch',
      'installation.start',
      'route.resume',
      // The copy of the rehearsal, in case it was begun.
      ...['installation.stop', 'installation.unconfigure', 'addons.remove', 'root.release'],
      'installation.release',
      'release.drop',
    ]);
    const restored = hands.calls.findLast((call) => call.verb === 'state.restore');
    expect(restored?.options.on).toBeUndefined();
  });

  it('leaves the data alone when it cannot have been changed yet', async () => {
    const { back } = await run(exampleFacts('update', 'miniflux'), {}, 'switch-release');
    expect(back).toContain('release.switch');
    expect(back).not.toContain('state.restore');
  });

  it('says that there is nothing to update when it got what runs already', async () => {
    const facts = exampleFacts('update', 'miniflux');
    const packageDigest = facts.target?.packageDigest ?? '';
    const hands = new FakeHands(
      facts,
      {
        'root.build': () =>
          ok({ digest: 'd'.repeat(64), version: '2.2.6-1', packages: 3, bytes: 9, reused: true }),
      },
      { before: { generation: 4, packageDigest, rootDigest: 'd'.repeat(64) } },
    );
    expect(await hands.do(prepareRelease)).toMatchObject({ error: { code: 'nothing-to-update' } });
  });
});

describe('a restore', () => {
  it('goes on when the present state cannot be backed up: it is kept as it is', async () => {
    const { failed, hands } = await run(exampleFacts('restore', 'miniflux'), {
      'backup.run': refused('backup-failed'),
    });
    expect(failed).toBeNull();
    const switched = hands.calls.find((call) => call.verb === 'state.switch');
    expect(switched?.input).toMatchObject({ generation: 5, keepDays: 7 });
  });

  it('takes the old data again and discards the restored when a check fails', async () => {
    const { back, hands } = await run(exampleFacts('restore', 'miniflux'), {}, 'check-private');
    expect(back).toEqual([
      ...['installation.stop', 'state.switch', 'installation.start', 'route.resume', 'state.discard'],
    ]);
    expect(hands.calls.findLast((call) => call.verb === 'state.switch')?.input).toMatchObject({
      generation: 4,
    });
  });

  it('does not begin when no copy of the backup can be read', async () => {
    const facts = { ...exampleFacts('restore', 'miniflux'), backup: null };
    const { failed, hands } = await run(facts);
    expect(failed).toBe('look');
    expect(hands.verbs()).toEqual([]);
  });

  it('does not begin when what is stored there is something else', async () => {
    const { failed, done } = await run(exampleFacts('restore', 'wordpress'));
    expect(failed).toBe('look');
    expect(done).toMatchObject({ error: { code: 'restore-refused' } });
  });
});

describe('checking after a change', () => {
  const closed = { 'check.sign-in': refused('sign-in-failed') };

  it('fails when the password that opened it before does not any more', async () => {
    const hands = new FakeHands(exampleFacts('update', 'miniflux'), closed, { signedInBefore: true });
    expect(await hands.do(checkChange)).toMatchObject({ error: { code: 'sign-in-failed' } });
  });

  it('says so when a person had changed the password before', async () => {
    const hands = new FakeHands(exampleFacts('update', 'miniflux'), closed, { signedInBefore: false });
    expect(await hands.do(checkChange)).toMatchObject({
      value: { found: expect.stringContaining('a person has changed it') },
    });
  });

  it('gives restored data the password of now when we had set a new one since', async () => {
    const facts = withReset(exampleFacts('restore', 'miniflux'));
    let isSet = false;
    const hands = new FakeHands(
      facts,
      {
        'hook.run': () => {
          isSet = true;
          return ok({ ran: true });
        },
        'check.sign-in': () => (isSet ? ok({ notes: [] }) : err(failure('sign-in-failed', 'no'))),
      },
      { signedInBefore: true },
    );
    hands.resetSince = true;
    expect((await hands.do(checkChange)).ok).toBe(true);
    expect(hands.calls.find((call) => call.verb === 'hook.run')?.input).toMatchObject({
      hook: 'admin-reset',
    });
  });

  it('shows the password of then again where the package of then cannot set one, once visitors are in', async () => {
    const facts = withManifest(exampleFacts('restore', 'miniflux'), (manifest) => ({
      ...manifest,
      admin: manifest.admin && { ...manifest.admin, reset: undefined },
    }));
    const opens: Answers = {
      'check.sign-in': ({ options }) =>
        options.secrets?.['admin.password'] === 'older'
          ? ok({ notes: [] })
          : err(failure('sign-in-failed', 'no')),
    };
    const hands = new FakeHands(facts, opens, { signedInBefore: true });
    hands.resetSince = true;
    hands.former = [
      { name: 'newer', value: 'newer' },
      { name: 'older', value: 'older' },
    ];
    expect((await hands.do(checkChange)).ok).toBe(true);
    expect(hands.recorded).toEqual([]);
    expect((await hands.do(reopen)).ok).toBe(true);
    expect(hands.recorded).toEqual(['took back older']);
  });

  it('fails when less data is there than before, but not after a restore of older data', async () => {
    const fewer = { 'check.count': () => ok({ notes: [], count: 2 }) };
    const notes = { signedInBefore: true, countBefore: 3 };
    const updated = new FakeHands(withCount(exampleFacts('update', 'miniflux')), fewer, notes);
    expect(await updated.do(checkChange)).toMatchObject({ error: { code: 'count-shrank' } });
    const restored = new FakeHands(withCount(exampleFacts('restore', 'miniflux')), fewer, notes);
    expect((await restored.do(checkChange)).ok).toBe(true);
  });

  it('does not go back for what is found once visitors are in again', async () => {
    const hands = new FakeHands(exampleFacts('update', 'miniflux'), {
      'check.health': refused('certificate-failed', 'The certificate has ended.'),
    });
    expect(await hands.do(visitAfterwards)).toMatchObject({
      value: { found: 'it works, but not by its address: The certificate has ended.' },
    });
  });
});

describe('the first backup of a new installation', () => {
  it('lets the install go on when it fails, and says so', async () => {
    const hands = new FakeHands(exampleFacts('install', 'miniflux'), {
      'backup.run': refused('not-enough-disk', 'The disk is full.'),
    });
    expect(await hands.do(firstBackup)).toMatchObject({ value: { doneTitle: 'No first backup yet' } });
  });
});

describe('a rehearsal that is cancelled', () => {
  it('is taken away by undoing it', async () => {
    const hands = new FakeHands(
      exampleFacts('update', 'miniflux'),
      {},
      {
        backup: { id: exampleEntry().id, from: exampleFacts('restore', 'miniflux').backup?.from as never },
      },
    );
    hands.abort.abort();
    expect((await hands.do(rehearse)).ok).toBe(false);
    expect(hands.verbs()).not.toContain('installation.release');
    expect((await hands.undo(rehearse)).ok).toBe(true);
    expect(hands.verbs()).toContain('installation.release');
  });
});

describe('at the end', () => {
  const installation = {
    package: { id: 'miniflux' },
    packageDigest: 'a'.repeat(64),
    rootDigest: 'd'.repeat(64),
    version: '2.2.6',
    settings: {},
  } as never;
  const notes = {
    next: { rootDigest: 'e'.repeat(64), version: '2.2.7' },
    lastBackup: { id: exampleEntry().id, from: null as never },
  };
  const failed = { state: 'failed', leftBehind: false, failure: failure('check-failed', 'no') } as const;
  const at = (kind: Parameters<typeof exampleFacts>[0]) => ({
    ...{ facts: exampleFacts(kind, 'miniflux'), installation, notes, nowMs: 7 },
  });

  it('an update leaves the new release, and what rolling back would lead to', () => {
    expect(changesAtEnd({ ...at('update'), ending: { state: 'succeeded' } })).toMatchObject({
      packageDigest: 'b'.repeat(64),
      version: '2.2.7',
      previousRelease: {
        packageDigest: 'a'.repeat(64),
        version: '2.2.6',
        backup: exampleEntry().id,
        untilMs: 7,
      },
    });
  });

  it('one that was undone leaves the row as it is', () => {
    expect(changesAtEnd({ ...at('update'), ending: failed })).toEqual({});
  });

  it('one that visitors use already is there, whatever its last steps did', () => {
    const reopened = { ...at('update'), notes: { ...notes, reopened: true as const } };
    expect(changesAtEnd({ ...reopened, ending: { ...failed, leftBehind: true } })).toHaveProperty(
      'packageDigest',
    );
  });

  it('an address is let go of when it did not come to it', () => {
    expect(changesAtEnd({ ...at('change-domain'), ending: failed })).toEqual({ wantedDomain: null });
    expect(changesAtEnd({ ...at('change-domain'), ending: { state: 'succeeded' } })).toEqual({
      domain: 'newspaper.town.example',
      wantedDomain: null,
    });
  });

  it('a failure says whether anything had been changed', () => {
    const facts = exampleFacts('update', 'miniflux');
    expect(afterUndo(facts, ['look', 'rehearse'])).toContain('Nothing was changed');
    expect(afterUndo(facts, ['look', 'hold', 'migrate'])).toContain('is back');
  });
});

function withReset(facts: OperationFacts): OperationFacts {
  return withManifest(facts, (manifest) => ({
    ...manifest,
    admin: manifest.admin && { ...manifest.admin, reset: ['true'] },
  }));
}

function withCount(facts: OperationFacts): OperationFacts {
  return withManifest(facts, (manifest) => ({
    ...manifest,
    check: manifest.check && {
      ...manifest.check,
      count: { path: '/v1/feeds', method: 'GET', auth: 'basic', items: '' } as never,
    },
  }));
}

type Manifest = NonNullable<OperationFacts['installation']>['package']['manifest'];

function withManifest(facts: OperationFacts, change: (manifest: Manifest) => Manifest): OperationFacts {
  const { installation, target } = facts;
  if (installation === null) throw new Error('no installation');
  const changed = (app: { manifest: Manifest }) => ({ ...app, manifest: change(app.manifest) });
  return {
    ...facts,
    installation: { ...installation, package: changed(installation.package) as never },
    target: target && { ...target, package: changed(target.package) as never },
  };
}
