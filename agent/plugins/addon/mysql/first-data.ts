// SPDX-License-Identifier: AGPL-3.0-or-later
import { runAsUnit } from '#agent/host/run-as-unit.ts';
import type { ServiceData } from '#agent/host/service-package.ts';

const DIRECTORY = '/var/lib/mysql';

/** What MariaDB and Debian's package put there; a database of anybody's is a directory of another name. */
const ITS_OWN =
  /^(?:mysql|performance_schema|sys|(?:ibdata|ib_logfile|ibtmp|undo|aria_log)[0-9._]*|aria_log_control|ib_buffer_pool|ddl_recovery.*\.log|debian-.*\.flag|(?:mysql|mariadb)_upgrade_info|multi-master\.info|tc\.log|.*\.pid|.*\.err)$/;

/** As Debian's package makes it. */
const MAKE = [
  'mariadb-install-db',
  ...['--rpm', '--cross-bootstrap', '--user=mysql', '--disable-log-bin', '--skip-test-db'],
];

export const firstData: ServiceData = {
  directory: DIRECTORY,
  isUnused: async (host) => (await host.list(DIRECTORY)).every((name) => ITS_OWN.test(name)),
  remake: async (host, listener) => {
    await host.run(['systemctl', 'stop', 'mariadb.service'], { timeoutMs: 180_000 });
    const emptied = await runAsUnit(
      ['find', DIRECTORY, '-xdev', '-mindepth', '1', '-delete'],
      host,
      listener,
    );
    return emptied.exitCode === 0 ? runAsUnit(MAKE, host, listener) : emptied;
  },
};
