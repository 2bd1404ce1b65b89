// SPDX-License-Identifier: AGPL-3.0-or-later
import { must } from '../laboratory.ts';
import { sayOnHost } from '../on-host.ts';
import {
  type Check,
  hasMark,
  install,
  mustHaveMark,
  newToken,
  putMark,
  recordOf,
  signIn,
  subjectOf,
  uninstall,
} from '../trial.ts';

/** As one installation's user: nothing of the other can be read or connected to. Prints what could. */
const REACH = `
mine=$1 theirs=$2 port=$3
as() { setpriv --reuid="$mine" --regid="$mine" --clear-groups -- "$@"; }
for path in /var/lib/hop3/installations/$theirs /var/lib/hop3/secrets /var/lib/hop3/registry /run/hop3/apps/$theirs; do
  as ls "$path" >/dev/null 2>&1 && echo "can list $path"
done
for socket in /run/hop3/apps/$theirs/*.sock; do
  [ -S "$socket" ] && as curl -s -m 3 -o /dev/null --unix-socket "$socket" http://localhost/ && echo "can connect to $socket"
done
[ -n "$port" ] && as curl -s -m 3 -o /dev/null "http://127.0.0.1:$port/" && echo "can connect to port $port"
database=$(echo "$theirs" | tr - _)
command -v psql >/dev/null && as psql -h /run/postgresql -d "$database" -c 'select 1' >/dev/null 2>&1 && echo "can open the PostgreSQL database"
command -v psql >/dev/null && as psql -h /run/postgresql -U "$theirs" -d "$database" -c 'select 1' >/dev/null 2>&1 && echo "can be the other PostgreSQL role"
command -v mariadb >/dev/null && as mariadb --no-defaults --socket=/run/mysqld/mysqld.sock -D "$database" -e 'select 1' >/dev/null 2>&1 && echo "can open the MariaDB database"
command -v mariadb >/dev/null && as mariadb --no-defaults --socket=/run/mysqld/mysqld.sock -u "$theirs" -e 'select 1' >/dev/null 2>&1 && echo "can be the other MariaDB account"
exit 0
`;

/** A second one beside the first: each with its own data, neither reaches the other. */
export const runsTwice: Check = {
  id: 'twice',
  async run(trial) {
    const first = subjectOf(trial);
    const { subject: second } = await install(trial, first.host, `${trial.app}-2`);
    await signIn(trial, second);
    const notes = ['Installed a second one beside it and signed in to both'];
    if (trial.manifest.seed !== undefined && trial.token !== undefined) {
      const token = newToken();
      await putMark(trial, second, token);
      await mustHaveMark(trial, second, token, 'in the second one');
      must(!(await hasMark(trial, first, token)), 'Data of the second one is found in the first.');
      must(!(await hasMark(trial, second, trial.token)), 'Data of the first one is found in the second.');
      await mustHaveMark(trial, first, trial.token, 'in the first one, with a second beside it');
      notes.push('Each has its own data');
    }
    const [one, other] = [await recordOf(first), await recordOf(second)];
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      const port = theirs.port === null ? '' : String(theirs.port);
      const said = await sayOnHost(first.host.sandbox, REACH, [mine.user, theirs.user, port]);
      must(
        said.code === 0 && said.stdout.trim() === '',
        `One reaches the other: ${said.stdout}${said.stderr}`,
      );
    }
    notes.push('Neither can read the files, open the database or connect to the socket or port of the other');
    await signIn(trial, first);
    await uninstall(trial, second);
    await signIn(trial, first);
    return [...notes, 'The first goes on when the second is removed'];
  },
};
