// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, Listener, RunResult } from './host.ts';

/** Longest for one program, in seconds; apt may have waited for another one before. */
const LONGEST_S = 1_500;

/**
 * Runs a trusted program of the distribution in a transient unit of its own: scripts of packages need the machine as it
 * is, and rootd's own unit may not write to /usr.
 */
export const runAsUnit = (
  command: readonly string[],
  host: Host,
  { log }: Pick<Listener, 'log'>,
): Promise<RunResult> =>
  host.run(
    [
      'systemd-run',
      ...['--quiet', '--pipe', '--wait', '--collect', '--service-type=exec'],
      ...['-p', `RuntimeMaxSec=${LONGEST_S}`],
      ...[
        '--setenv=DEBIAN_FRONTEND=noninteractive',
        '--setenv=LC_ALL=C.UTF-8',
        '--setenv=NEEDRESTART_MODE=l',
      ],
      '--',
      ...command,
    ],
    { timeoutMs: (LONGEST_S + 60) * 1000, onLine: log },
  );
