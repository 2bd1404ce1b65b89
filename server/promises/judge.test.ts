// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { failure } from '#contract/failure.ts';
import type { PromiseId } from '#contract/site-api/installations.ts';
import { judgePromises, type PromiseFacts } from './judge.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const wellKept: PromiseFacts = {
  state: 'running',
  runningSinceMs: NOW - 20 * DAY,
  checkedAtMs: NOW - 20_000,
  failedJobs: [],
  certificate: {
    ...{ issuer: 'acme', domain: 'news.town.example', serial: '01', failure: null },
    ...{ notAfterMs: NOW + 61 * DAY, attemptAtMs: NOW - 29 * DAY },
  },
  certificateNotAfterMs: NOW + 61 * DAY,
  plan: { schedule: { every: 'day', at: '03:15' }, paused: false, here: true, elsewhere: ['archive'] },
  backups: 28,
  lastBackupAtMs: NOW - 6 * HOUR,
  lastBackupElsewhereAtMs: NOW - 6 * HOUR,
  attempts: [{ target: 'local', atMs: NOW - 6 * HOUR, failure: null }],
  restoreProvenAtMs: NOW - 4 * DAY,
  rehearsal: null,
  available: null,
  inCatalogue: true,
};
const promise = (id: PromiseId, facts: Partial<PromiseFacts> = {}) => {
  const found = judgePromises({ ...wellKept, ...facts }, NOW).find((each) => each.id === id);
  if (found === undefined) throw new Error(`no promise ${id}`);
  return found;
};
const unreachable = failure('backup-target-failed', 'The archive does not answer.', {
  remedy: 'Look whether it is switched on.',
});

it('finds everything kept where it is', () => {
  const judged = judgePromises(wellKept, NOW);
  expect(judged.map(({ id, state }) => [id, state])).toEqual([
    ['restore', 'kept'],
    ['backup', 'kept'],
    ['certificate', 'kept'],
    ['health', 'kept'],
    ['update', 'kept'],
  ]);
  expect(promise('backup').text).toBe('28 backups kept, on this server and archive.');
});

it('says what to do wherever it is amber or broken', () => {
  const bad: Partial<PromiseFacts>[] = [
    { plan: null, lastBackupAtMs: null },
    { lastBackupElsewhereAtMs: null },
    { lastBackupAtMs: NOW - 9 * DAY },
    { certificate: null, certificateNotAfterMs: NOW - DAY },
    { state: 'failing' },
    { state: 'stopped' },
    { restoreProvenAtMs: NOW - 400 * DAY },
  ];
  for (const facts of bad) {
    for (const judged of judgePromises({ ...wellKept, ...facts }, NOW)) {
      if (judged.state === 'needs-you' || judged.state === 'broken') expect(judged.remedy).not.toBeNull();
    }
  }
});

describe('backup', () => {
  it('is amber while it is on the same disk only', () => {
    expect(promise('backup', { lastBackupElsewhereAtMs: null })).toMatchObject({
      ...{ state: 'needs-you', remedy: 'Add a place on another server.' },
      text: '28 backups kept, on this server only: not safe from losing it.',
    });
  });

  it('is amber when copies elsewhere have stopped coming', () => {
    expect(promise('backup', { lastBackupElsewhereAtMs: NOW - 10 * DAY }).state).toBe('needs-you');
  });

  it('is amber when one was missed or failed, broken when several were', () => {
    expect(promise('backup', { lastBackupAtMs: NOW - 26 * HOUR }).state).toBe('kept');
    expect(promise('backup', { lastBackupAtMs: NOW - 28 * HOUR }).state).toBe('needs-you');
    expect(promise('backup', { lastBackupAtMs: NOW - 4 * DAY }).state).toBe('broken');
    const attempts = [{ target: 'local' as const, atMs: NOW, failure: unreachable }];
    expect(promise('backup', { attempts })).toMatchObject({
      ...{ state: 'needs-you', text: unreachable.message, remedy: unreachable.remedy },
    });
    expect(promise('backup', { attempts, lastBackupAtMs: null }).state).toBe('broken');
  });

  it('measures lateness by the plan', () => {
    const plan = {
      ...{ paused: false, here: true, elsewhere: ['archive'] },
      schedule: { every: 'week', at: '03:15' } as const,
    };
    const sixDays = { lastBackupAtMs: NOW - 6 * DAY, lastBackupElsewhereAtMs: NOW - 6 * DAY };
    expect(promise('backup', { plan, ...sixDays }).state).toBe('kept');
  });

  it('is unknown before the first one, amber when none is planned or they are paused', () => {
    expect(promise('backup', { lastBackupAtMs: null, attempts: [] }).state).toBe('unknown');
    expect(promise('backup', { lastBackupAtMs: null, plan: null }).state).toBe('needs-you');
    const paused = {
      ...{ schedule: { every: 'day', at: '03:15' } as const, paused: true },
      ...{ here: true, elsewhere: [] },
    };
    expect(promise('backup', { plan: paused }).text).toBe('Backups are paused.');
  });
});

describe('restore', () => {
  it('is unknown until one was proven, and says what proved it', () => {
    expect(promise('restore', { restoreProvenAtMs: null }).state).toBe('unknown');
    expect(promise('restore').text).toBe('A backup was restored, started and checked.');
    const rehearsal = {
      ...{ atMs: NOW - 4 * DAY, packageDigest: 'a'.repeat(64), ok: true, durationMs: 40_000 },
      ...{ found: 'signed in; 12 feeds before, 12 after', failure: null },
    };
    expect(promise('restore', { rehearsal }).text).toBe(
      'A backup was started on the side. Signed in; 12 feeds before, 12 after.',
    );
  });

  it('does not last for ever', () => {
    expect(promise('restore', { restoreProvenAtMs: NOW - 400 * DAY }).state).toBe('needs-you');
  });
});

describe('certificate', () => {
  const state = wellKept.certificate;
  it('is broken once it has ended', () => {
    expect(promise('certificate', { certificate: null, certificateNotAfterMs: NOW - 1 }).state).toBe(
      'broken',
    );
  });

  it('is amber when it was not renewed, with the reason in plain words', () => {
    const failed = failure('domain-not-pointing-here', 'The name leads elsewhere.', { remedy: 'Mend it.' });
    expect(promise('certificate', { certificate: state && { ...state, failure: failed } })).toMatchObject({
      ...{ state: 'needs-you', text: 'Not renewed: The name leads elsewhere.', remedy: 'Mend it.' },
    });
    expect(promise('certificate', { certificate: state && { ...state, notAfterMs: NOW + DAY } }).text).toBe(
      'It should have been renewed by now.',
    );
  });

  it('is unknown before its server was asked', () => {
    expect(promise('certificate', { certificate: null, certificateNotAfterMs: null }).state).toBe('unknown');
  });
});

describe('health', () => {
  it('is unknown when its server was not asked lately, whatever was said before', () => {
    expect(promise('health', { checkedAtMs: NOW - HOUR }).state).toBe('unknown');
    expect(promise('health', { state: 'unknown' }).state).toBe('unknown');
  });

  it('needs somebody when a job failed at its last time', () => {
    const { state, text } = promise('health', { failedJobs: ['clean', 'mail'] });
    expect([state, text]).toEqual([
      'needs-you',
      'It runs, but its jobs “clean”, “mail” failed at their last times.',
    ]);
  });
});

describe('update', () => {
  const available = {
    kind: 'newer',
    packageVersion: '1.1.0',
    version: '2.2.7',
    packageDigest: 'b'.repeat(64),
  } as const;
  it('is amber when there is one, and says so when it failed on a copy', () => {
    expect(promise('update', { available })).toMatchObject({ state: 'needs-you', text: '2.2.7 is ready.' });
    const rehearsal = {
      ...{ atMs: NOW - DAY, packageDigest: available.packageDigest, ok: false, durationMs: 40_000 },
      ...{ found: null, failure: failure('count-shrank', '12 feeds before, 3 after.') },
    };
    expect(promise('update', { available, rehearsal }).text).toContain('12 feeds before, 3 after.');
    const other = { ...rehearsal, packageDigest: 'c'.repeat(64) };
    expect(promise('update', { available, rehearsal: other }).text).toBe('2.2.7 is ready.');
  });

  it('is unknown when the catalogue has let go of the app', () => {
    expect(promise('update', { inCatalogue: false }).state).toBe('unknown');
  });
});
