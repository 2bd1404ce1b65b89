// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Listener } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { makeRepositories, repositoriesOf } from '../backups/plan-repositories.ts';
import { done, type Handler, type RootdContext, routableRecordOf } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';

/**
 * installation.prepare: without the installation's lock, so it changes nothing of its record. Each part has the lock
 * that the verb has which does it properly, and what takes the installation away waits for that lock too.
 */
export const prepare: Handler<'installation.prepare'> = async ({ input, secrets, context, listener }) => {
  const { installation: id, plan } = input;
  const record = await routableRecordOf(context, id);
  if (!record.ok) return record;
  const [services, repositories] = await Promise.all([
    installServices(record.value, context, listener),
    context.shared.run(repositoriesOf(id), async () => {
      // It may have been given up meanwhile.
      const still = await routableRecordOf(context, id);
      return still.ok ? makeRepositories(id, plan, secrets, context) : still;
    }),
  ]);
  if (!services.ok) return services;
  return repositories.ok ? done : repositories;
};

async function installServices(
  record: InstallationRecord,
  { plugins, shared, host }: RootdContext,
  listener: Listener,
): Promise<Result<void, Failure>> {
  const types = new Set(record.package.manifest.addons.map(({ type }) => type));
  for (const type of types) {
    const ready = await shared.run(`addon-${type}`, () => plugins.addons[type].prepare(host, listener));
    if (!ready.ok) return ready;
  }
  return ok(undefined);
}
