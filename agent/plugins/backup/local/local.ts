// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import { ok } from '#contract/result.ts';
import type { BackupPlace } from '../contract.ts';

const INSIDE = '/hop3/repository';

/** A directory of the host itself: quick, and gone with the host's disk. */
export const local: BackupPlace<'local'> = {
  kind: 'local',
  mayDelete: true,
  isElsewhere: false,
  title: () => 'on this server itself',
  files: () => ok([]),
  access: (_target, { repositoryOf }) => ({
    repository: INSIDE,
    options: [],
    binds: [{ from: `${paths.backup(repositoryOf)}/repository`, to: INSIDE }],
    network: false,
    probe: null,
  }),
};
