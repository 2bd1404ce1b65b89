// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Looks at the host itself, past all our programs: what an installation could leave, one line each. */
const LOOK = `
cut -d: -f1 /etc/passwd | sed 's/^/user /'
cut -d: -f1 /etc/group | sed 's/^/group /'
systemctl list-unit-files --no-legend --plain | awk '{print "unit-file " $1}'
systemctl list-units --all --no-legend --plain --type=service,socket,timer,slice | awk '{print "unit " $1}' | grep -vE '^unit (user|session|run-|systemd-|modprobe|getty|ssh@|phpsessionclean|apt-|dpkg-|logrotate|e2scrub|fstrim|man-db|hop3-rootd|mariadb|mysql|postgresql|redis|system-)' 
command -v psql >/dev/null && runuser -u postgres -- psql -Atc "select 'database ' || datname from pg_database union all select 'role ' || rolname from pg_roles"
command -v mariadb >/dev/null && mariadb -N -e "select concat('mariadb-database ', schema_name) from information_schema.schemata union all select concat('mariadb-user ', user) from mysql.user"
find /etc/nginx /var/lib/hop3 /run/hop3 /etc/systemd/system /etc/ssl -mindepth 1 -not -path '/var/lib/hop3/roots/*' -not -path '/var/lib/hop3/cache/*' -not -path '/var/lib/hop3/bases/*' -not -path '/var/lib/hop3/nonces*' | sed 's/^/path /'
ls /var/lib/hop3/roots 2>/dev/null | sed 's/^/root /'
ss -Hltnu | awk '{print "listening " $5}'
crontab -l 2>/dev/null | sed 's/^/cron /'
nft list ruleset | grep -oE 'dport [0-9]+' | sed 's/^/firewall /'
true
`;

export function inventoryOfHost(sandboxName: string): string[] {
  const done = spawnSync(process.execPath, [join('sandbox', 'cli.ts'), 'ssh', sandboxName, '--', 'sh -s'], {
    input: LOOK,
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`The host could not be looked at: ${done.stderr}`);
  return done.stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

/**
 * What may come with the first app and stays: the database service itself (not what apps have in it), and our own
 * books, which are of no app: ids that are never given twice, the firewall's table, the empty index of roots.
 */
const SHARED: readonly RegExp[] = [
  /^(user|group|unit|unit-file|listening|path|role|database|mariadb-\w+) .*(postgres|mysql|mariadb|redis|template[01]|php|ssl-cert)/,
  /^(role pg_|unit-file pg_)\w+/,
  /^mariadb-database (sys|information_schema|performance_schema)$/,
  /^mariadb-user root$/,
  /^(user|group) hop3-build$/,
  /^path \/etc\/ssl\/certs\/[0-9a-f]{8}\.0$/,
  /^path \/var\/lib\/hop3\/(minted\.json|root-index|firewall\/rules\.nft|backup-access|routes)$/,
  // mariadb-server brings rsync along.
  /^unit-file rsync\.service$/,
  /^unit hop3\.slice$/,
  /^unit-file session-\w+\.scope$/,
];

/** What is there that was not before, but the shared database services and what is kept of backups. */
export function leftSince(
  before: readonly string[],
  after: readonly string[],
  alsoKept: readonly RegExp[] = [],
): string[] {
  const known = new Set(before);
  const fine = [...SHARED, ...alsoKept];
  return after.filter((line) => !known.has(line) && !fine.some((pattern) => pattern.test(line)));
}

/** The backups of what was uninstalled: they stay, and are listed. */
export const KEPT_BACKUPS: readonly RegExp[] = [/^path \/var\/lib\/hop3\/backups(\/|$)/];
