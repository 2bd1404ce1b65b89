// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, RunResult } from '#agent/host/host.ts';
import { type IsolatedMount, runIsolated } from '#agent/host/isolated-unit.ts';
import type { AddonOwner } from '../contract.ts';

const SOCKET_DIRECTORY = '/run/postgresql';
const INSIDE = '/hop3/dump';
const FILE = `${INSIDE}/postgres.dump`;
const HOURS = 3600;

/**
 * What a restore by the role itself may not or need not do: comments on extensions and PostGIS's list of coordinate
 * systems, which are the superuser's (create made them), and the schema that every database has. Everything else of the
 * archive must be restored without an error.
 */
const RESTORE = `set -euo pipefail
"$1" --list "$2" | sed -E '/ COMMENT - EXTENSION /d; / TABLE DATA public spatial_ref_sys /d; / SCHEMA - public /d; / COMMENT - SCHEMA public /d' > /tmp/list
exec "$1" --use-list=/tmp/list --exit-on-error --no-owner --no-privileges --no-password --host=${SOCKET_DIRECTORY} --port=5432 --username="$3" --dbname="$4" "$2"
`;

/** `programs`: the directory of the server's own version of them. */
export function dumpDatabase(
  owner: AddonOwner,
  places: { readonly programs: string; readonly directory: string },
  host: Host,
): Promise<RunResult> {
  return runIsolated(host, {
    ...unitOf('dump', owner),
    // Not compressed: the repository does that, and stores what did not change once.
    argv: [
      `${places.programs}/pg_dump`,
      '--format=custom',
      '--compress=0',
      '--no-owner',
      '--no-privileges',
      '--no-password',
      '--lock-wait-timeout=120000',
      `--host=${SOCKET_DIRECTORY}`,
      '--port=5432',
      `--username=${owner.user}`,
      `--file=${FILE}`,
      owner.databaseName,
    ],
    readOnly: [SOCKETS],
    writable: [{ from: places.directory, to: INSIDE }],
  });
}

/** Into an empty database that the role owns. */
export function fillDatabase(
  owner: AddonOwner,
  places: { readonly programs: string; readonly directory: string },
  host: Host,
): Promise<RunResult> {
  return runIsolated(host, {
    ...unitOf('fill', owner),
    argv: [
      '/bin/bash',
      '-c',
      RESTORE,
      'bash',
      `${places.programs}/pg_restore`,
      FILE,
      owner.user,
      owner.databaseName,
    ],
    readOnly: [SOCKETS, { from: places.directory, to: INSIDE }],
    writable: [],
  });
}

const SOCKETS: IsolatedMount = { from: SOCKET_DIRECTORY, to: SOCKET_DIRECTORY };

const unitOf = (what: string, { user }: AddonOwner) => ({
  name: `${user}-run-${what}-postgres`,
  user,
  timeoutSeconds: 6 * HOURS,
});
