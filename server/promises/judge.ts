// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupAttempt, BackupSchedule } from '#contract/backup.ts';
import type { CertificateState } from '#contract/rootd-api.ts';
import type { InstallationView, PromiseView } from '#contract/site-api/installations.ts';
import type { RehearsalResult } from '#contract/site-api/updates.ts';
import type { Available } from '#server/updates/available.ts';

/** Everything that promises are judged from, as rows have it. */
export interface PromiseFacts {
  readonly state: InstallationView['state'];
  readonly runningSinceMs: number | null;
  readonly checkedAtMs: number | null;
  /** Names of jobs at set times whose last run failed. */
  readonly failedJobs: readonly string[];
  readonly certificate: CertificateState | null;
  readonly certificateNotAfterMs: number | null;
  readonly plan: {
    readonly schedule: BackupSchedule;
    readonly paused: boolean;
    /** Names of the places, in order; the server's own disk is not among them. */
    readonly elsewhere: readonly string[];
    readonly here: boolean;
  } | null;
  readonly backups: number;
  readonly lastBackupAtMs: number | null;
  readonly lastBackupElsewhereAtMs: number | null;
  readonly attempts: readonly BackupAttempt[];
  readonly restoreProvenAtMs: number | null;
  readonly rehearsal: RehearsalResult | null;
  /** Null: nothing newer. */
  readonly available: Pick<Available, 'kind' | 'packageVersion' | 'version' | 'packageDigest'> | null;
  /** Whether the catalogue still has the app. */
  readonly inCatalogue: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const INTERVAL_MS = {
  hour: HOUR_MS,
  'six-hours': 6 * HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
} as const satisfies Record<BackupSchedule['every'], number>;

/** A host waits this long for a busy installation before it gives a backup up, and spreads its timers. */
const BACKUP_SLACK_MS = 3 * HOUR_MS;
/** The collector asks every 30 seconds; what is older was missed many times. */
const STALE_MS = 10 * 60_000;
/** Renewal begins a third of the lifetime before the end, at most 30 days: with so little left it should have happened. */
const RENEWED_BEFORE_MS = 7 * DAY_MS;
/** A restore that was proven so long ago says little of the backups of today. */
const PROOF_LASTS_MS = 180 * DAY_MS;

/** What holds and what does not, each with what to do; in the order of the page. Pure. */
export function judgePromises(facts: PromiseFacts, nowMs: number): PromiseView[] {
  return [
    restore(facts, nowMs),
    backup(facts, nowMs),
    certificate(facts, nowMs),
    health(facts, nowMs),
    update(facts),
  ];
}

type Judged = Omit<PromiseView, 'id'>;
const of = (id: PromiseView['id'], judged: Judged): PromiseView => ({ id, ...judged });
const says = (
  state: PromiseView['state'],
  text: string,
  { atMs = null, remedy = null }: { atMs?: number | null; remedy?: string | null } = {},
): Judged => ({ state, text, atMs, remedy });

function restore({ restoreProvenAtMs, rehearsal, lastBackupAtMs }: PromiseFacts, nowMs: number): PromiseView {
  if (restoreProvenAtMs === null) {
    const text =
      lastBackupAtMs === null
        ? 'There is no backup to restore from yet.'
        : 'No backup of it was restored yet. The next update tries one on a copy first.';
    return of('restore', says('unknown', text));
  }
  const byRehearsal =
    rehearsal?.ok === true && Math.abs(rehearsal.atMs - restoreProvenAtMs) < HOUR_MS ? rehearsal : null;
  const text =
    byRehearsal === null
      ? 'A backup was restored, started and checked.'
      : `A backup was started on the side.${byRehearsal.found === null ? '' : ` ${asSentence(byRehearsal.found)}`}`;
  if (nowMs - restoreProvenAtMs <= PROOF_LASTS_MS)
    return of('restore', says('kept', text, { atMs: restoreProvenAtMs }));
  const remedy = 'Make a new installation from a backup to prove it again, and remove it afterwards.';
  return of('restore', says('needs-you', text, { atMs: restoreProvenAtMs, remedy }));
}

function backup(facts: PromiseFacts, nowMs: number): PromiseView {
  const { plan, lastBackupAtMs: atMs, lastBackupElsewhereAtMs, attempts } = facts;
  if (plan === null && atMs === null) {
    return of('backup', says('needs-you', 'No backups are planned.', { remedy: 'Choose when and where.' }));
  }
  if (plan?.paused === true) {
    return of(
      'backup',
      says('needs-you', 'Backups are paused.', { atMs, remedy: 'Go on with them when you are done.' }),
    );
  }
  const failed = attempts.find((attempt) => attempt.failure !== null)?.failure ?? null;
  const remedy = failed?.remedy ?? 'Back up now, and see what it says.';
  if (atMs === null) {
    return failed === null
      ? of('backup', says('unknown', 'The first backup was not made yet.'))
      : of('backup', says('broken', failed.message, { remedy }));
  }
  const interval = plan === null ? DAY_MS : INTERVAL_MS[plan.schedule.every];
  const late = (lastMs: number, times: number) => nowMs - lastMs > interval * times + BACKUP_SLACK_MS;
  if (late(atMs, 3)) {
    return of(
      'backup',
      says('broken', failed?.message ?? 'Planned backups were not made.', { atMs, remedy }),
    );
  }
  if (failed !== null) return of('backup', says('needs-you', failed.message, { atMs, remedy }));
  if (late(atMs, 1)) {
    return of('backup', says('needs-you', 'The last planned backup was not made.', { atMs, remedy }));
  }
  const places = plan === null ? [] : [...(plan.here ? ['this server'] : []), ...plan.elsewhere];
  const kept = `${facts.backups === 1 ? 'One backup' : `${facts.backups} backups`} kept`;
  if (lastBackupElsewhereAtMs === null || late(lastBackupElsewhereAtMs, 3)) {
    const text = `${kept}, on this server only: not safe from losing it.`;
    return of('backup', says('needs-you', text, { atMs, remedy: 'Add a place on another server.' }));
  }
  return of(
    'backup',
    says('kept', `${kept}${places.length === 0 ? '' : `, on ${listed(places)}`}.`, { atMs }),
  );
}

function certificate(facts: PromiseFacts, nowMs: number): PromiseView {
  const { certificate: known } = facts;
  const atMs = known?.notAfterMs ?? facts.certificateNotAfterMs;
  if (atMs === null) return of('certificate', says('unknown', 'Its server was not asked yet.'));
  const failed = known?.failure ?? null;
  const remedy = failed?.remedy ?? 'Get it again, and see what it says.';
  if (atMs <= nowMs) {
    return of('certificate', says('broken', failed?.message ?? 'Browsers refuse it.', { atMs, remedy }));
  }
  if (failed !== null) {
    return of('certificate', says('needs-you', `Not renewed: ${failed.message}`, { atMs, remedy }));
  }
  if (atMs - nowMs < RENEWED_BEFORE_MS) {
    return of('certificate', says('needs-you', 'It should have been renewed by now.', { atMs, remedy }));
  }
  const by = known?.issuer === 'acme' ? 'a public authority' : 'your own authority';
  return of('certificate', says('kept', `From ${by}, renewed by its server.`, { atMs }));
}

function health(
  { state, runningSinceMs, checkedAtMs, failedJobs }: PromiseFacts,
  nowMs: number,
): PromiseView {
  const stale = checkedAtMs === null || nowMs - checkedAtMs > STALE_MS;
  switch (state) {
    case 'running':
      if (stale)
        return of('health', says('unknown', 'Its server was not asked lately.', { atMs: checkedAtMs }));
      return failedJobs.length > 0
        ? of(
            'health',
            says('needs-you', jobsFailed(failedJobs), {
              atMs: runningSinceMs,
              remedy: 'Its logs often say why; it is tried again at its next time.',
            }),
          )
        : of('health', says('kept', 'Started again by its server if it stops.', { atMs: runningSinceMs }));
    case 'failing':
      return of(
        'health',
        says('broken', 'Its server keeps trying to start it.', {
          remedy: 'Its logs often say why; a restart often helps.',
        }),
      );
    case 'stopped':
      return of('health', says('needs-you', 'It is stopped.', { remedy: 'Start it.' }));
    case 'unknown':
      return of(
        'health',
        says('unknown', 'Its server does not answer. It may well be running.', { atMs: checkedAtMs }),
      );
    case 'installing':
    case 'uninstalling':
    case 'removed':
    case 'install-failed':
      return of('health', says('unknown', 'It is not installed.'));
  }
}

function jobsFailed(names: readonly string[]): string {
  const named = names.map((name) => `“${name}”`).join(', ');
  return names.length === 1
    ? `It runs, but its job ${named} failed at its last time.`
    : `It runs, but its jobs ${named} failed at their last times.`;
}

function update({ available, rehearsal, inCatalogue }: PromiseFacts): PromiseView {
  if (!inCatalogue) {
    return of(
      'update',
      says('unknown', 'The catalogue does not have it any more, so nothing newer is known.'),
    );
  }
  if (available === null) return of('update', says('kept', 'The newest version of the catalogue.'));
  const tried = rehearsal?.packageDigest === available.packageDigest ? rehearsal : null;
  if (tried?.ok === false) {
    return of(
      'update',
      says(
        'needs-you',
        `The update did not work on a copy. ${asSentence(tried.failure?.message ?? 'Why is not known')}`,
        {
          atMs: tried.atMs,
          remedy:
            tried.failure?.remedy ?? 'It runs as before. Try the update again when a newer one is there.',
        },
      ),
    );
  }
  const what =
    available.kind === 'rebuilt'
      ? 'Its package was mended.'
      : `${available.version ?? `Package ${available.packageVersion}`} is ready.`;
  return of('update', says('needs-you', what, { remedy: 'Update when it suits you.' }));
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** What a server found, as a sentence. */
function asSentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
