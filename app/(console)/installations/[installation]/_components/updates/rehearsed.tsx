// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RehearsalResult } from '#contract/site-api/updates.ts';
import { RelativeTime } from '../../../../../_ui/relative-time.tsx';
import { capital } from './update-words.ts';

/** "Tried on a copy of its data 2 days ago. Signed in; 12 feeds before, 12 after." */
export function Rehearsed({ rehearsal }: { rehearsal: RehearsalResult }) {
  const found = rehearsal.ok ? rehearsal.found : (rehearsal.failure?.message ?? null);
  return (
    <>
      {rehearsal.ok ? 'Tried on a copy of its data ' : 'It did not work on a copy of its data '}
      <RelativeTime atMs={rehearsal.atMs} />
      {found === null ? '.' : `. ${ended(capital(found))}`}
    </>
  );
}

const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
