// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationView, PromiseId, PromiseState } from '#contract/site-api/installations.ts';
import type { SegmentState } from '../_ui/seal.tsx';

type Promised = InstallationView['promises'];

export const promiseSegments = {
  kept: 'passed',
  'needs-you': 'needs-you',
  broken: 'failed',
  unknown: 'unknown',
} as const satisfies Record<PromiseState, SegmentState>;

/** How each promise reads where there is room for a few words: "backups need you". */
const SHORT: Record<PromiseId, Record<Exclude<PromiseState, 'kept'>, string>> = {
  restore: {
    'needs-you': 'restore proven long ago',
    broken: 'restore failed',
    unknown: 'restore not proven',
  },
  backup: { 'needs-you': 'backups need you', broken: 'not backed up', unknown: 'no backup yet' },
  certificate: {
    'needs-you': 'certificate needs you',
    broken: 'certificate has ended',
    unknown: 'certificate unknown',
  },
  health: { 'needs-you': 'needs a look', broken: 'does not answer', unknown: 'health unknown' },
  update: { 'needs-you': 'update ready', broken: 'update failed', unknown: 'updates unknown' },
};

/** Of what is not kept, worst first; what is only unknown is not counted among what needs somebody. */
export function promiseTroubles(promises: Promised): { id: PromiseId; state: PromiseState; words: string }[] {
  return (['broken', 'needs-you'] as const).flatMap((state) =>
    promises.filter((each) => each.state === state).map(({ id }) => ({ id, state, words: SHORT[id][state] })),
  );
}

/** "4 of 5 promises kept", and what is not: for the seal's label. */
export function promisesLabel(promises: Promised): string {
  const kept = promises.filter(({ state }) => state === 'kept').length;
  const others = promises.flatMap(({ id, state }) => (state === 'kept' ? [] : [SHORT[id][state]]));
  const sum = `${kept} of ${promises.length} promises kept`;
  return others.length === 0 ? sum : `${sum}: ${others.join(', ')}`;
}

const WORST: readonly PromiseState[] = ['broken', 'needs-you', 'unknown', 'kept'];

/** Promises of several installations as one ring: each kind as the worst of them is. */
export function worstOf(all: readonly Promised[]): Promised {
  const first = all[0] ?? [];
  return first.map(({ id }) => {
    const states = all.flatMap((each) => each.filter((one) => one.id === id).map(({ state }) => state));
    return { id, state: WORST.find((state) => states.includes(state)) ?? 'unknown' };
  });
}
