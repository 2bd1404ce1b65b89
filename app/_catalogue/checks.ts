// SPDX-License-Identifier: AGPL-3.0-or-later
import type { SegmentState } from '../_ui/seal.tsx';

/** The checks of a proof, in the words of the page. A proof run is not part of this version, so none has a result. */
export const CHECKS: { title: string; more: string | null }[] = [
  { title: 'Installs on a fresh server', more: 'Debian 12 and 13' },
  { title: 'Signs in with the account it made', more: 'wrong password refused' },
  { title: 'Keeps its data through a restart and a reboot', more: null },
  {
    title: 'Runs twice on one server, each on its own',
    more: 'files, database and socket closed to the other',
  },
  { title: 'Updates, and takes back an update that fails', more: 'code and data' },
  { title: 'Restores from backup, here and on another server', more: null },
  { title: 'Moves to a new address', more: 'no old link left' },
  { title: 'Survives being killed in the middle of an install', more: null },
  { title: 'Leaves nothing behind when removed', more: 'users, databases, files, ports' },
  { title: 'Keeps secrets out of its logs', more: 'and talks only to addresses it declared' },
];

export const UNPROVEN: SegmentState[] = CHECKS.map(() => 'unknown');
