// SPDX-License-Identifier: AGPL-3.0-or-later
import { checkState, type Proof, type ProofCheckId, proofCheckId } from '#contract/proof.ts';
import type { SegmentState } from '../_ui/seal.tsx';

/** The checks of a proof, in the words of the page. */
export const CHECKS = {
  install: { title: 'Installs on a fresh server', more: 'Debian 12 and 13' },
  'sign-in': { title: 'Signs in with the account it made', more: 'wrong password refused' },
  password: { title: 'Sets a new password from the page', more: 'the old one is refused' },
  restart: { title: 'Keeps its data through a restart and a reboot', more: null },
  jobs: { title: 'Does its jobs at set times', more: null },
  twice: {
    title: 'Runs twice on one server, each on its own',
    more: 'files, database and socket closed to the other',
  },
  update: { title: 'Updates, and takes back an update that fails', more: 'code and data' },
  restore: { title: 'Restores from backup, here and on another server', more: null },
  address: { title: 'Moves to a new address', more: 'no old link left' },
  kill: { title: 'Survives being killed in the middle of an install', more: null },
  uninstall: { title: 'Leaves nothing behind when removed', more: 'users, databases, files, ports' },
  quiet: { title: 'Keeps secrets out of its logs', more: 'and talks only to addresses it declared' },
} as const satisfies Record<ProofCheckId, { title: string; more: string | null }>;

export const CHECK_COUNT = proofCheckId.options.length;

/** One segment of the seal a check. */
export const sealOf = (evidence: Proof | null): SegmentState[] =>
  proofCheckId.options.map((check) => checkState(evidence, check));

export const passedCount = (evidence: Proof | null): number =>
  sealOf(evidence).filter((state) => state === 'passed').length;
