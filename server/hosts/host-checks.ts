// SPDX-License-Identifier: AGPL-3.0-or-later
import type { PreflightLine } from '#contract/site-api/installations.ts';
import { type RuntimeArchitecture, runtimeArchitecture } from './agent-runtime.ts';
import type { RootShell } from './root-shell.ts';

/** What a server is asked before anything is put on it. POSIX sh, given to `sh -s` by stdin; prints key=value lines. */
const QUESTIONS = `
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
echo "machine=$(uname -m)"
echo "clock=$(date +%s)"
sed -n -e 's/^ID=/os-id=/p' -e 's/^ID_LIKE=/os-like=/p' -e 's/^VERSION_ID=/os-version=/p' -e 's/^PRETTY_NAME=/os-name=/p' /etc/os-release
sed -n 's/^MemTotal: *\\([0-9]*\\) kB$/memory-kib=\\1/p' /proc/meminfo
for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
  if [ -r "$file" ]; then echo "memory-limit=$(cat "$file")"; fi
done
df -Pk /var/lib | awk 'NR == 2 { print "disk-kib=" $4 }'
if [ -d /run/systemd/system ]; then echo systemd=yes; fi
if [ -x /usr/bin/apt-get ]; then echo apt=yes; fi
if [ -e /var/lib/hop3/trust.json ]; then echo ours=yes; fi
if command -v ss >/dev/null; then
  echo ports=known
  ss -Hltnp | awk '$4 ~ /:(80|443)$/ { print "listener=" $4 " " $6 }'
fi
exit 0
`;

export interface HostChecks {
  readonly lines: readonly PreflightLine[];
  /** null when we have no runtime for it; then a line failed. */
  readonly architecture: RuntimeArchitecture | null;
  /** No line failed. */
  readonly suitable: boolean;
}

const GIB = 1024 ** 3;
/** Sold as 1 GB, a machine shows some 950 MiB. */
const LEAST_MEMORY_BYTES = 0.9 * GIB;
const LEAST_DISK_BYTES = 5 * GIB;
const MOST_SKEW_SECONDS = 60;

/** Looks a server over. Throws SshError. */
export async function checkHost(shell: RootShell): Promise<HostChecks> {
  const beforeMs = Date.now();
  const answer = await shell.run('sh -s', { stdin: QUESTIONS });
  return judgeHost(answer.stdout, (beforeMs + Date.now()) / 2);
}

export function judgeHost(answer: string, nowMs: number): HostChecks {
  const all = answer.split('\n').flatMap((line) => {
    const [, key, value] = /^([a-z-]+)=(.*)$/.exec(line) ?? [];
    return key === undefined
      ? []
      : [{ key, value: (value ?? '').replace(/^(["'])(.*)\1$/, '$2').slice(0, 200) }];
  });
  const of = (key: string): string | null => all.find((one) => one.key === key)?.value ?? null;
  const numberOf = (key: string): number => Number(of(key) ?? Number.NaN);
  const architecture = runtimeArchitecture(of('machine') ?? '');
  const lines = [
    system(
      of('os-id'),
      of('os-like') ?? '',
      of('os-version') ?? '',
      of('os-name') ?? 'an unknown system',
      of('systemd') && of('apt'),
    ),
    line(
      'architecture',
      architecture ? 'ok' : 'failed',
      `Its processor is ${of('machine') ?? 'unknown'}.`,
      'A server with a 64-bit Intel, AMD or ARM processor is needed.',
    ),
    memory(leastOf(numberOf('memory-kib') * 1024, numberOf('memory-limit'))),
    disk(numberOf('disk-kib') * 1024),
    ...[80, 443].map((port) =>
      portLine(
        port,
        of('ports') === 'known' ? all.filter((one) => one.key === 'listener').map((one) => one.value) : null,
        of('ours') === 'yes',
      ),
    ),
    clock(numberOf('clock') - nowMs / 1000),
  ];
  return { lines, architecture, suitable: lines.every((one) => one.state !== 'failed') };
}

function line(id: string, state: PreflightLine['state'], text: string, remedy: string): PreflightLine {
  return { id, state, text, remedy: state === 'ok' ? null : remedy };
}

function system(
  id: string | null,
  like: string,
  version: string,
  name: string,
  hasTools: string | null,
): PreflightLine {
  const remedy = 'Install Debian 12 or 13 on the server, then connect it.';
  if (!hasTools) return line('system', 'failed', `It runs ${name} without systemd or apt.`, remedy);
  if (id === 'debian' && ['12', '13'].includes(version))
    return line('system', 'ok', `It runs ${name}.`, remedy);
  if (id === 'debian') return line('system', 'failed', `It runs ${name}, which is not supported.`, remedy);
  if (id === 'ubuntu' || like.split(' ').includes('debian')) {
    return line(
      'system',
      'warning',
      `It runs ${name}. Nobody has proven our apps on it yet.`,
      'Use Debian 12 or 13 where you can choose.',
    );
  }
  return line('system', 'failed', `It runs ${name}, which is not supported.`, remedy);
}

/** A container's limit may be "max" or beyond what the machine has, and is not there on a machine itself. */
const leastOf = (machineBytes: number, limitBytes: number): number =>
  limitBytes < machineBytes ? limitBytes : machineBytes;

function memory(bytes: number): PreflightLine {
  const enough = bytes >= LEAST_MEMORY_BYTES;
  return line(
    'memory',
    enough ? 'ok' : 'failed',
    `It has ${gigabytes(bytes)} of memory.`,
    'Give the server at least 1 GB of memory.',
  );
}

function disk(bytes: number): PreflightLine {
  const enough = bytes >= LEAST_DISK_BYTES;
  return line(
    'disk',
    enough ? 'ok' : 'failed',
    `${gigabytes(bytes)} of disk are free under /var/lib.`,
    'Free at least 5 GB, or enlarge the disk.',
  );
}

function portLine(port: number, listeners: readonly string[] | null, ours: boolean): PreflightLine {
  const id = `port-${port}`;
  if (listeners === null)
    return line(
      id,
      'unknown',
      `It could not be seen whether port ${port} is free.`,
      'Install the package iproute2 to see it.',
    );
  const taken = listeners.find((one) => one.split(' ', 1)[0]?.endsWith(`:${port}`));
  if (taken === undefined) return line(id, 'ok', `Port ${port} is free.`, '');
  const program = /\(\("([A-Za-z0-9._-]{1,40})"/.exec(taken)?.[1] ?? 'another program';
  if (program === 'nginx' && ours)
    return line(id, 'ok', `Port ${port} is held by the proxy that we put there.`, '');
  return line(
    id,
    'failed',
    `Port ${port} is taken by ${program}.`,
    program === 'another program'
      ? `Stop the program that listens on port ${port}: visitors' requests must reach our proxy.`
      : `Stop it for good, for example: systemctl disable --now ${program}. Visitors' requests must reach our proxy.`,
  );
}

function clock(skewSeconds: number): PreflightLine {
  const seconds = Math.round(Math.abs(skewSeconds));
  if (seconds < MOST_SKEW_SECONDS) return line('clock', 'ok', 'Its clock is right.', '');
  return line(
    'clock',
    'failed',
    Number.isNaN(seconds)
      ? 'Its clock could not be read.'
      : `Its clock is ${seconds} seconds ${skewSeconds > 0 ? 'ahead' : 'behind'}.`,
    'Turn on time synchronisation: timedatectl set-ntp true.',
  );
}

const gigabytes = (bytes: number): string =>
  Number.isNaN(bytes) ? 'An unknown amount' : `${(bytes / GIB).toFixed(1)} GB`;
