// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, Listener, RunResult } from './host.ts';
import { runAsUnit } from './run-as-unit.ts';

/** How long it waits for another program that works with packages, in seconds. */
const LOCK_WAIT_S = 300;

const KEEP_THEIR_CONFIGURATION = ['--force-confdef', '--force-confold'];

/**
 * apt-get on the host itself, without questions. Work with packages that was cut off before (a power cut, a kill) is
 * brought to its end first, as apt asks for; nothing is removed for that.
 */
export async function apt(
  args: readonly string[],
  host: Host,
  listener: Pick<Listener, 'log' | 'note'>,
): Promise<RunResult> {
  const result = await aptGet(args, host, listener);
  if (result.exitCode === 0 || !wasCutOff(result)) return result;
  listener.note('Finishing the installation of packages that was cut off earlier');
  // What lacks a dependency stays undone here; the next command gets it.
  await runAsUnit(['dpkg', ...KEEP_THEIR_CONFIGURATION, '--configure', '-a'], host, listener);
  const mended = await aptGet(['--no-remove', '--fix-broken', 'install'], host, listener);
  return mended.exitCode === 0 ? aptGet(args, host, listener) : mended;
}

const wasCutOff = ({ stdout, stderr }: RunResult): boolean =>
  /dpkg was interrupted|--fix-broken install/.test(`${stdout}\n${stderr}`);

const aptGet = (args: readonly string[], host: Host, listener: Pick<Listener, 'log'>): Promise<RunResult> =>
  runAsUnit(
    [
      'apt-get',
      ...['--yes', '--quiet', '--no-install-recommends'],
      ...['-o', 'Dpkg::Use-Pty=0', '-o', `DPkg::Lock::Timeout=${LOCK_WAIT_S}`],
      ...KEEP_THEIR_CONFIGURATION.flatMap((option) => ['-o', `Dpkg::Options::=${option}`]),
      ...args,
    ],
    host,
    listener,
  );
