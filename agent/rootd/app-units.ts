// SPDX-License-Identifier: AGPL-3.0-or-later

import { isListening } from '#agent/host/endpoint-probe.ts';
import { paths } from '#agent/host/paths.ts';
import type { RuntimePlan } from '#agent/plugins/runtime/contract.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { addonOwner, addonsOf, behindGuard, endpointOf, planOf, sandboxOf } from './app-layout.ts';
import { detailOf, type RootdContext } from './context.ts';
import type { InstallationRecord } from './installation-record.ts';
import { masker } from './mask-secrets.ts';
import { renderUnits } from './units/render-units.ts';
import { unitNames } from './units/unit-names.ts';

/** Writes the unit files of an installation; takes away those that it no longer has. */
export async function placeUnits(
  record: InstallationRecord,
  rootDigest: string,
  context: RootdContext,
): Promise<void> {
  const { host, plugins } = context;
  const { manifest } = record.package;
  const plan = planOf(manifest, plugins);
  const units = renderUnits({
    user: record.user,
    app: record.package.id,
    services: plan.services,
    // A copy on which an update is rehearsed must not send reminders or fetch things a second time.
    jobs: record.rehearsalOf === null ? plan.jobs : [],
    timezone: await timezoneOf(record, context),
    limits: manifest.limits,
    sandbox: sandboxOf(record, plugins, rootDigest),
    after: addonsOf(record, plugins).flatMap(({ addon }) => addon.after(addonOwner(record))),
  });
  await context.shared.run('systemd', async () => {
    for (const unit of units)
      await host.writeAtomic(`${paths.units}/${unit.name}`, unit.text, { mode: 0o644 });
    for (const name of await unitFilesOf(record, context)) {
      if (!units.some((unit) => unit.name === name)) await host.removeFile(`${paths.units}/${name}`);
    }
    await host.run(['systemctl', 'daemon-reload'], { timeoutMs: 60_000 });
  });
}

/** systemd refuses a timer with a time zone that the host does not know. */
export async function timezoneOf(
  { timezone }: Pick<InstallationRecord, 'timezone'>,
  { host }: Pick<RootdContext, 'host'>,
): Promise<string | null> {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(timezone)) return null;
  return (await host.exists(`/usr/share/zoneinfo/${timezone}`)) ? timezone : null;
}

/** Unit files in /etc that are the app's own; those of its addons and of its backups are not. */
export async function unitFilesOf(
  record: InstallationRecord,
  context: Pick<RootdContext, 'host' | 'plugins'>,
): Promise<string[]> {
  const { pattern } = unitNames(record.user);
  const foreign = foreignUnits(record, context);
  return (await context.host.list(paths.units)).filter(
    (name) => pattern.test(name) && !foreign.includes(name),
  );
}

function foreignUnits(record: InstallationRecord, context: Pick<RootdContext, 'plugins'>): string[] {
  return [
    ...Object.values(context.plugins.addons).flatMap((addon) => addon.after(addonOwner(record))),
    ...unitNames(record.user).promises,
  ];
}

/** Stops it and takes its units away; nothing when there are none. */
export async function removeUnits(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const stopped = await stopUnits(record, context);
  if (!stopped.ok) return stopped;
  const { host } = context;
  await context.shared.run('systemd', async () => {
    const files = await unitFilesOf(record, context);
    if (files.length === 0) return;
    const { target, slice } = unitNames(record.user);
    await host.run(['systemctl', 'stop', slice], { timeoutMs: 120_000 });
    if (files.includes(target))
      await host.run(['systemctl', 'disable', '--no-reload', '--quiet', target], { timeoutMs: 60_000 });
    for (const name of files) await host.removeFile(`${paths.units}/${name}`);
    await host.run(['systemctl', 'daemon-reload'], { timeoutMs: 60_000 });
    await host.run(['systemctl', 'reset-failed', `${record.user}*`], { timeoutMs: 20_000 });
  });
  return ok(undefined);
}

/** Starts all of it and waits until the web process listens. Failure: start-failed with what it said. */
export async function startUnits(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { host } = context;
  const names = unitNames(record.user);
  const plan = planOf(record.package.manifest, context.plugins);
  const services = plan.services.map((service) => names.service(service.name));
  const taken = await portTaken(record, services, context);
  if (taken) return err(taken);
  await host.run(['systemctl', 'reset-failed', ...services], { timeoutMs: 20_000 });
  const longestSeconds = plan.services.reduce((sum, service) => sum + service.startTimeoutSeconds, 60);
  const fromMs = host.nowMs();
  const started = await host.run(['systemctl', 'start', names.target, ...services], {
    timeoutMs: longestSeconds * 1000,
  });
  if (started.exitCode !== 0) return err(await startFailure(record, fromMs, context, started.stderr));

  const until = host.nowMs() + record.package.manifest.run['start-timeout'] * 1000;
  for (;;) {
    const states = await serviceStates(services, context);
    const broken = states.find((state) => state.active === 'failed' || state.restarts >= RESTARTS_BORNE);
    if (broken) return err(await startFailure(record, fromMs, context, `${broken.name} does not stay up`));
    const allActive = states.every((state) => state.active === 'active');
    if (allActive && (await everyoneListens(record, plan))) return ok(undefined);
    if (host.nowMs() > until) {
      return err(await startFailure(record, fromMs, context, 'nothing listens where the app should'));
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** Who listens at the app's port while nothing of the app runs would get its visitors; null when nobody does. */
async function portTaken(
  record: InstallationRecord,
  services: readonly string[],
  context: RootdContext,
): Promise<Failure | null> {
  const { port, title } = record;
  if (port === null) return null;
  const states = await serviceStates(services, context);
  if (states.some(({ active }) => active !== 'inactive' && active !== 'failed')) return null;
  if (!(await isListening({ kind: 'port', port }))) return null;
  const who = await context.host.run(
    ['ss', '--tcp', '--listening', '--numeric', '--processes', '--no-header', `sport = :${port}`],
    { timeoutMs: 20_000 },
  );
  return failure(
    'port-taken',
    `Another program on the server listens on port ${port}, which ${title} was given.`,
    {
      remedy:
        'If it was being installed, try again: it gets another port. Otherwise end that program; the details name it.',
      detail: detailOf(who.stdout),
    },
  );
}

/** A process may need another that is not up yet; one that ends this often is broken. */
const RESTARTS_BORNE = 3;

async function everyoneListens(record: InstallationRecord, plan: RuntimePlan): Promise<boolean> {
  for (const { ownSocket } of plan.services) {
    if (ownSocket === undefined) continue;
    const path = `${paths.run(record.user)}/${ownSocket}`;
    if (!(await isListening({ kind: 'socket', path }))) return false;
  }
  const app = behindGuard(record);
  if (app !== null && !(await isListening(app))) return false;
  return isListening(endpointOf(record));
}

async function serviceStates(
  services: readonly string[],
  context: RootdContext,
): Promise<{ name: string; active: string; restarts: number }[]> {
  const shown = await context.host.run(
    ['systemctl', 'show', '--property=Id,ActiveState,NRestarts', ...services],
    { timeoutMs: 20_000 },
  );
  return shown.stdout.split('\n\n').map((block) => ({
    name: /^Id=(.*)$/m.exec(block)?.[1] ?? '',
    active: /^ActiveState=(.*)$/m.exec(block)?.[1] ?? '',
    restarts: Number(/^NRestarts=(\d+)$/m.exec(block)?.[1] ?? 0),
  }));
}

/** A failure while anything of it runs but its addons; null when all of it is stopped. */
export async function refuseWhileRunning(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Failure | null> {
  const running = (await loadedUnits(record, context)).filter(
    ({ name, active }) => name.endsWith('.service') && active !== 'inactive' && active !== 'failed',
  );
  if (running.length === 0) return null;
  return failure('busy', `${record.title} still runs.`, {
    remedy: 'Stop it first.',
    detail: running.map(({ name }) => name).join('\n'),
  });
}

/** Its own units that systemd has loaded, transient ones included; not those of its addons. */
async function loadedUnits(
  record: InstallationRecord,
  context: RootdContext,
): Promise<{ name: string; active: string }[]> {
  const { user } = record;
  const { pattern } = unitNames(user);
  const foreign = foreignUnits(record, context);
  const listed = await context.host.run(
    ['systemctl', 'list-units', '--all', '--plain', '--no-legend', '--no-pager', `${user}.*`, `${user}-*`],
    { timeoutMs: 30_000 },
  );
  return listed.stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([name = '', , active = '']) => ({ name, active }))
    .filter(({ name }) => pattern.test(name) && !foreign.includes(name));
}

/** Stops its own units, transient ones included; the addons' go on. */
export async function stopUnits(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { host } = context;
  const { slice } = unitNames(record.user);
  // The slice goes with the unit files: an addon may run in it.
  const units = (await loadedUnits(record, context)).map(({ name }) => name).filter((name) => name !== slice);
  if (units.length === 0) return ok(undefined);
  const stopped = await host.run(['systemctl', 'stop', ...units], { timeoutMs: 15 * 60_000 });
  if (stopped.exitCode !== 0) {
    return err(failure('internal', 'The app does not stop.', { detail: detailOf(stopped.stderr) }));
  }
  return ok(undefined);
}

async function startFailure(
  record: InstallationRecord,
  fromMs: number,
  context: RootdContext,
  said: string,
): Promise<Failure> {
  const mask = masker(await context.records.secrets(record.installation));
  const journal = await context.host.run(
    [
      'journalctl',
      '--no-pager',
      '--output=cat',
      '--lines=60',
      `--since=@${Math.floor(fromMs / 1000)}`,
      `--unit=${record.user}-*`,
    ],
    { timeoutMs: 20_000 },
  );
  return failure('start-failed', `${record.title} does not start.`, {
    remedy:
      'Look at its last lines in the details. Often a setting is wrong or the server has too little memory.',
    detail: detailOf(mask(`${said.trim()}\n${journal.stdout}`)),
  });
}
