// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RootShell } from './root-shell.ts';

/**
 * Takes off a server what connecting put there: programs, services, state, accounts. Debian's packages stay (others may
 * use them by now), as do addons' servers, in which nothing of ours is left. Fixed text, given to `sh -s` by stdin.
 */
const REMOVE = `
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
if [ -d /var/lib/hop3/registry ] && [ -n "$(ls -A /var/lib/hop3/registry)" ]; then
  echo "Something is still installed." >&2
  exit 3
fi
for unit in $(systemctl list-unit-files --no-legend 'hop3-*' | awk '{ print $1 }'); do
  systemctl disable --now "$unit" 2>/dev/null
done
for unit in $(systemctl list-units --all --plain --no-legend 'hop3-*' | awk '{ print $1 }'); do
  systemctl stop "$unit" 2>/dev/null
done
rm -rf /etc/systemd/system/hop3-* /etc/systemd/system/*.wants/hop3-*
systemctl daemon-reload
systemctl reset-failed 'hop3-*' 2>/dev/null
nft delete table inet hop3 2>/dev/null
rm -rf /etc/nginx/hop3 /etc/nginx/conf.d/hop3* /etc/nginx/sites-enabled/hop3*
if systemctl is-active --quiet nginx; then nginx -t -q 2>/dev/null && systemctl reload nginx; fi
rm -rf /run/hop3 /run/hop3-agent /opt/hop3 /var/lib/hop3 /var/lib/hop3-agent /etc/hop3
for user in hop3-bridge hop3-agent; do
  if id "$user" >/dev/null 2>&1; then userdel --remove "$user" >/dev/null 2>&1; fi
done
test ! -e /var/lib/hop3 && test ! -e /opt/hop3
`;

export async function removeAgent(
  shell: RootShell,
  say: (line: string) => void,
): Promise<Result<void, Failure>> {
  const output = await shell.run('sh -s', { stdin: REMOVE, timeoutMs: 5 * 60_000 });
  if (output.exitCode === 0) {
    say('Our programs, services and accounts are off the server.');
    return ok(undefined);
  }
  if (output.exitCode === 3) {
    return err(
      failure('busy', 'Something is still installed on this server.', {
        remedy: 'Uninstall what is there first.',
      }),
    );
  }
  return err(
    failure('internal', 'Our program could not be taken off the server.', {
      detail: output.stderr.slice(-2000),
    }),
  );
}
