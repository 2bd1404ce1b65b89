// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import type { InstallationRecord } from './installation-record.ts';

/** Where one generation of an installation's data is: files, volumes, the redis of its own, databases. Pure. */
export interface AppState {
  /** Parent of data/, volumes/ and redis/. */
  readonly directory: string;
  readonly data: string;
  /** They stand beside data/, not in it: systemd opens them as root, and an app could put a link there. */
  readonly volumes: string;
  readonly volume: (name: string) => string;
  readonly databaseName: string;
}

/**
 * The live generation, or another one. Generation 0 is what an install makes; a restore makes the next number below
 * generations/, and the record says which one is live.
 */
export function stateOf(
  record: Pick<InstallationRecord, 'user' | 'databaseName' | 'generation'>,
  generation: number = record.generation,
): AppState {
  const { user } = record;
  const directory =
    generation === 0 ? paths.installation(user) : `${paths.installation(user)}/generations/${generation}`;
  return {
    directory,
    data: `${directory}/data`,
    volumes: `${directory}/volumes`,
    volume: (name) => `${directory}/volumes/${name}`,
    databaseName: generation === 0 ? record.databaseName : `${record.databaseName}_g${generation}`,
  };
}
