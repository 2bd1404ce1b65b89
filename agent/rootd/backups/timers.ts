// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import type { BackupPlan } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { timezoneOf } from '../app-units.ts';
import type { RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { promiseService, promiseTimer } from '../units/promise-units.ts';
import type { UnitFile } from '../units/render-units.ts';
import { unitNames } from '../units/unit-names.ts';
import { backupTimes, type TimerTimes, verifyTimes } from './schedule.ts';

/** The timers with which this host keeps the plan by itself. None while it is paused. */
export async function placeTimers(
  record: InstallationRecord,
  plan: BackupPlan,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  if (plan.paused) {
    await removeTimers(record.user, context);
    return ok(undefined);
  }
  const { host } = context;
  const timezone = await timezoneOf(record, context);
  const units = [
    ...promiseUnits(record, 'backup', backupTimes(plan.schedule, timezone)),
    ...promiseUnits(record, 'verify', verifyTimes(timezone)),
  ];
  return context.shared.run('systemd', async () => {
    const changed: string[] = [];
    for (const unit of units) {
      const path = `${paths.units}/${unit.name}`;
      if ((await host.readText(path)) === unit.text) continue;
      await host.writeAtomic(path, unit.text, { mode: 0o644 });
      if (unit.name.endsWith('.timer')) changed.push(unit.name);
    }
    await host.run(['systemctl', 'daemon-reload'], { timeoutMs: 60_000 });
    const timers = units.map(({ name }) => name).filter((name) => name.endsWith('.timer'));
    await host.run(['systemctl', 'enable', '--no-reload', '--quiet', ...timers], { timeoutMs: 60_000 });
    if (changed.length > 0) {
      await host.run(['systemctl', 'stop', ...changed], { timeoutMs: 60_000 });
      // By the times of before, one of the new ones may look as if it had been missed.
      for (const timer of changed) await host.removeFile(stampOf(timer));
    }
    const started = await host.run(['systemctl', 'start', ...timers], { timeoutMs: 60_000 });
    if (started.exitCode === 0) return ok(undefined);
    return err(failure('internal', 'The timer of its backups does not start.', { detail: started.stderr }));
  });
}

/** Nothing where there are none. */
export async function removeTimers(user: string, context: RootdContext): Promise<void> {
  const { host } = context;
  const { promises } = unitNames(user);
  await context.shared.run('systemd', async () => {
    const there = (await host.list(paths.units)).filter((name) => promises.includes(name));
    if (there.length === 0) return;
    const timers = there.filter((name) => name.endsWith('.timer'));
    // Not the services: it may be one of them that has this done.
    await host.run(['systemctl', 'disable', '--now', '--no-reload', '--quiet', ...timers], {
      timeoutMs: 60_000,
    });
    for (const name of there) await host.removeFile(`${paths.units}/${name}`);
    await host.run(['systemctl', 'daemon-reload'], { timeoutMs: 60_000 });
    await host.run(['systemctl', 'reset-failed', ...there], { timeoutMs: 20_000 });
    for (const timer of timers) await host.removeFile(stampOf(timer));
  });
}

/** Where systemd keeps when a timer with Persistent= went off last. */
const stampOf = (timer: string): string => `/var/lib/systemd/timers/stamp-${timer}`;

function promiseUnits(
  { user, title, installation }: InstallationRecord,
  what: 'backup' | 'verify',
  times: TimerTimes,
): UnitFile[] {
  const names = unitNames(user);
  const of = `${title.replace(/[\\%\n]/g, ' ')} (${user})`;
  const description = what === 'backup' ? `${of}: backup` : `${of}: backups are whole`;
  return [
    { name: names.service(what), text: promiseService({ description, args: [what, installation] }) },
    { name: names.timer(what), text: promiseTimer({ description, ...times }) },
  ];
}
