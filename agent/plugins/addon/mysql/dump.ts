// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, RunResult } from '#agent/host/host.ts';
import { runIsolated } from '#agent/host/isolated-unit.ts';
import type { AddonOwner } from '../contract.ts';

const SOCKETS = { from: '/run/mysqld', to: '/run/mysqld' };
const SOCKET = '--socket=/run/mysqld/mysqld.sock';
const INSIDE = '/hop3/dump';
const FILE = `${INSIDE}/mysql.sql`;
const HOURS = 3600;

/**
 * Views, triggers, routines and events name the account that made them, which on another host is another one, and only a
 * superuser may make something in another's name. So these clauses go, and what is made belongs to the role. Only lines
 * that begin as mariadb-dump's own statements do are touched: those of data begin with INSERT or a bracket.
 */
const RESTORE = String.raw`set -euo pipefail
export LC_ALL=C
sed -E '/^(CREATE DEFINER=|\/\*!50003 CREATE\*\/ \/\*!50017 DEFINER=|\/\*!50013 DEFINER=|\/\*!50106 CREATE\*\/ \/\*!50117 DEFINER=|\/\*!50020 DEFINER=)/ s/DEFINER=${'`'}([^${'`'}]|${'`'}${'`'})*${'`'}@${'`'}([^${'`'}]|${'`'}${'`'})*${'`'} ?//' "$1" \
  | mariadb --no-defaults --batch --default-character-set=utf8mb4 --max-allowed-packet=1G ${SOCKET} --user="$2" "$3"
`;

export function dumpDatabase(owner: AddonOwner, directory: string, host: Host): Promise<RunResult> {
  return runIsolated(host, {
    ...unitOf('dump', owner),
    argv: [
      '/usr/bin/mariadb-dump',
      '--no-defaults',
      SOCKET,
      `--user=${owner.user}`,
      '--single-transaction',
      '--quick',
      '--routines',
      '--triggers',
      '--events',
      '--hex-blob',
      '--no-tablespaces',
      '--skip-dump-date',
      '--default-character-set=utf8mb4',
      '--max-allowed-packet=1G',
      `--result-file=${FILE}`,
      owner.databaseName,
    ],
    readOnly: [SOCKETS],
    writable: [{ from: directory, to: INSIDE }],
  });
}

/** Into an empty database that the account has all rights on. */
export function fillDatabase(owner: AddonOwner, directory: string, host: Host): Promise<RunResult> {
  return runIsolated(host, {
    ...unitOf('fill', owner),
    argv: ['/bin/bash', '-c', RESTORE, 'bash', FILE, owner.user, owner.databaseName],
    readOnly: [SOCKETS, { from: directory, to: INSIDE }],
    writable: [],
  });
}

const unitOf = (what: string, { user }: AddonOwner) => ({
  name: `${user}-run-${what}-mysql`,
  user,
  timeoutSeconds: 6 * HOURS,
});
