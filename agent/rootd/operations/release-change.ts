// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { appListens } from '#contract/manifest/command.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { refuseWhileRunning } from '../app-units.ts';
import { done, type Handler, type RootdContext, recordOf } from '../context.ts';
import { refreshSite } from '../hold.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { makeAddons } from '../make-addons.ts';
import { refusePackage, refuseSecrets, refuseSettings } from '../package-refusals.ts';
import { withCurrent, withNext } from '../releases.ts';
import { settle } from '../settle.ts';
import { sha256OfJson } from '../ticket-check.ts';
import { removeUnneededRoots } from '../unneeded-roots.ts';
import { freePort } from './reserve.ts';

/** release.prepare: the next release's package, answers and what it needs beside them; the current one goes on. */
export const releasePrepare: Handler<'release.prepare'> = async ({ input, secrets, context, listener }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const { manifest } = input.package;
  if (input.package.id !== record.package.id)
    return err(failure('input-refused', `This is ${record.package.id}, not ${input.package.id}.`));
  const kept = { ...secrets, ...(await context.records.secrets(input.installation)) };
  const bad =
    refusePackage(manifest, context.plugins) ??
    refuseSettings(input.settings, manifest) ??
    refuseSecrets(kept, manifest);
  if (bad) return err(bad);

  const withPort = await givePort(record, appListens(manifest) === 'port', context);
  if (!withPort.ok) return withPort;
  await context.records.writeSecrets(input.installation, kept);
  const prepared = withNext(
    withPort.value,
    { package: input.package, packageDigest: sha256OfJson(input.package), settings: input.settings },
    context.host.nowMs(),
  );
  await context.records.write(prepared);
  const before = record.next?.rootDigest;
  if (before && before !== prepared.next?.rootDigest) await removeUnneededRoots([before], context);
  // Now, while nobody waits: installing a service may take minutes.
  const added = manifest.addons.filter((request) => !Object.hasOwn(record.addons, request.name));
  const made = await makeAddons(prepared, added, context, listener);
  return made.ok ? done : made;
};

/** A release that listens on a port where those before had a socket. */
async function givePort(
  record: InstallationRecord,
  needsPort: boolean,
  context: RootdContext,
): Promise<Result<InstallationRecord, Failure>> {
  if (!needsPort || record.port !== null) return ok(record);
  return context.shared.run('mint', async () => {
    const port = await freePort(record.installation, await context.records.all(), context);
    if (!port.ok) return port;
    const given = { ...record, port: port.value };
    await context.records.write(given);
    return ok(given);
  });
}

/** release.switch: the record first, then everything that is rendered of it. Interrupted, it is done again from there. */
export const releaseSwitch: Handler<'release.switch'> = async ({ input, context, listener }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const running = await refuseWhileRunning(found.value, context);
  if (running) return err(running);
  const { packageDigest, rootDigest } = input;
  const switched = withCurrent(found.value, { packageDigest, rootDigest }, context.host.nowMs());
  if (!switched) return err(failure('not-found', 'This installation has no such release on this server.'));
  if (!(await context.host.exists(paths.rootTree(rootDigest)))) {
    return err(
      failure('not-found', 'The program files of that release are not on this server any more.', {
        remedy: 'Update instead, or restore a backup.',
      }),
    );
  }
  await context.records.write(switched);
  const settled = await settle(switched, context, listener);
  if (!settled.ok) return settled;
  const routed = await refreshSite(settled.value, context);
  if (!routed.ok) return routed;
  return ok({ packageDigest, rootDigest, version: switched.rootVersion ?? '' });
};

/** release.drop: what the next release added to the installation's addons and secrets stays until it is removed. */
export const releaseDrop: Handler<'release.drop'> = async ({ input, context }) => {
  const record = await context.records.read(input.installation);
  if (!record?.next) return done;
  await context.records.write({ ...record, next: null });
  if (record.next.rootDigest !== null) await removeUnneededRoots([record.next.rootDigest], context);
  return done;
};
