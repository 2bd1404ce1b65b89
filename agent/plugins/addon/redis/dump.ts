// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, RunResult } from '#agent/host/host.ts';
import { runIsolated } from '#agent/host/isolated-unit.ts';
import type { AddonOwner } from '../contract.ts';

const INSIDE = { dump: '/hop3/dump', data: '/hop3/redis', sockets: '/hop3/sockets' } as const;

/** redis-cli ends with 0 whatever the server says. */
const SAVE = `set -eu
if [ -n "$1" ]; then
  said=$(redis-cli -s "$1" SAVE)
  if [ "$said" != OK ]; then printf '%s\\n' "$said" >&2; exit 1; fi
fi
if [ -e ${INSIDE.data}/dump.rdb ]; then cp ${INSIDE.data}/dump.rdb ${INSIDE.dump}/redis.rdb; fi
`;

const PLACE = `set -eu
rm -f ${INSIDE.data}/dump.rdb
if [ -e ${INSIDE.dump}/redis.rdb ]; then cp ${INSIDE.dump}/redis.rdb ${INSIDE.data}/dump.rdb; fi
`;

/** `sockets`: where the instance's socket is; null when it does not run, then its last file is what there is. */
export function saveData(
  owner: AddonOwner,
  places: { readonly data: string; readonly sockets: string | null; readonly directory: string },
  host: Host,
): Promise<RunResult> {
  const { data, sockets, directory } = places;
  return runIsolated(host, {
    ...unitOf('dump', owner),
    argv: ['/bin/sh', '-c', SAVE, 'sh', sockets === null ? '' : `${INSIDE.sockets}/redis.sock`],
    readOnly: [
      { from: data, to: INSIDE.data },
      ...(sockets === null ? [] : [{ from: sockets, to: INSIDE.sockets }]),
    ],
    writable: [{ from: directory, to: INSIDE.dump }],
  });
}

/** For the next start of an instance that does not run. */
export function placeData(
  owner: AddonOwner,
  places: { readonly data: string; readonly directory: string },
  host: Host,
): Promise<RunResult> {
  return runIsolated(host, {
    ...unitOf('fill', owner),
    argv: ['/bin/sh', '-c', PLACE],
    readOnly: [{ from: places.directory, to: INSIDE.dump }],
    writable: [{ from: places.data, to: INSIDE.data }],
  });
}

const unitOf = (what: string, { user }: AddonOwner) => ({
  name: `${user}-run-${what}-redis`,
  user,
  timeoutSeconds: 1800,
});
