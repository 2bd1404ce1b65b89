// SPDX-License-Identifier: AGPL-3.0-or-later
import { writeFileSync } from 'node:fs';
import type { InstallationId } from '#contract/ids.ts';
import type { SandboxHost } from '#sandbox/sandbox.ts';
import { endOf, type SiteClient } from '../client/site-client.ts';
import { quotedForShell } from '../prove/on-host.ts';
import { onHost } from './on-host.ts';

const MEGABYTES = 1536;
/** A third of it cannot be compressed, as pictures; the rest is text. */
const FILL = `set -eu
cd "$1"
mkdir bench-files
i=0
while [ $i -lt ${MEGABYTES / 3} ]; do
  head -c 1048576 /dev/urandom > bench-files/$i.jpg
  head -c 1572864 /dev/urandom | base64 -w 100 > bench-files/$i.txt
  i=$((i + 1))
done
chown -R --reference=. bench-files
sync
`;

/** What one person would type: the same files, into a repository on the same disk. */
const ALONE = `set -eu
rm -rf /root/bench-repository
export RESTIC_PASSWORD=bench
restic -q init -r /root/bench-repository
cd "$1"
start=$(date +%s%N)
restic -q -r /root/bench-repository --no-cache backup .
end=$(date +%s%N)
rm -rf /root/bench-repository
echo $(((end - start) / 1000000))
`;

/** So that neither reads what the other has in memory already. */
const forgetFiles = (): void => writeFileSync('/proc/sys/vm/drop_caches', '3');

/** How long "back up now" takes for much data, from the button to its end, and restic alone for the same files. */
export async function backupTimes(
  client: SiteClient,
  host: SandboxHost,
  installation: InstallationId,
): Promise<{ productMs: number; aloneMs: number; megabytes: number }> {
  const data = (
    await onHost(
      host,
      `user=$(grep -l -- ${quotedForShell(installation)} /etc/systemd/system/*-backup.service | sed 's,.*/,,; s,-backup.service,,'); echo /var/lib/hop3/installations/$user/data`,
    )
  ).trim();
  await onHost(host, `sh -s -- ${quotedForShell(data)}`, FILL);
  forgetFiles();
  const { operation } = await client.backups.now.mutate({ installation });
  const ended = await endOf(client, operation, 1_800_000);
  if (ended.state !== 'succeeded' || ended.endedAtMs === null)
    throw new Error(`Backing up: ${ended.failure?.message}`);
  forgetFiles();
  const aloneMs = Number((await onHost(host, `sh -s -- ${quotedForShell(data)}`, ALONE)).trim());
  await onHost(host, `rm -rf -- ${quotedForShell(data)}/bench-files`);
  return { productMs: ended.endedAtMs - ended.createdAtMs, aloneMs, megabytes: MEGABYTES };
}
