// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { STORE_HOME, STORE_USER } from '#agent/rootd/backups/store-account.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { BRIDGE_HOME } from './accounts.ts';
import { renderOwnUnits } from './units.ts';

/**
 * Takes our programs off a host again, with everything that they keep; with the backups of what was uninstalled only when
 * that was asked. Refused while an installation is there.
 * Packages of the distribution stay: others may use them by now.
 */
export async function takeDown(
  deleteBackups: boolean,
  host: Host,
  listener: Listener,
): Promise<Result<void, Failure>> {
  const left = (await host.list(paths.registry)).filter((name) => name.endsWith('.json'));
  if (left.length > 0) {
    return err(
      failure('busy', `${left.length} installations are still on this server.`, {
        remedy: 'Uninstall them first.',
      }),
    );
  }
  listener.note('Stopping our programs');
  const units = renderOwnUnits({ runtimeDirectory: paths.runtime, host: '' }).map((unit) => unit.name);
  // A template is nothing that runs; its one instance is what we may have come by.
  const running = units.filter((name) => !name.includes('@'));
  await host.run(['systemctl', 'disable', '--now', '--quiet', ...running], { timeoutMs: 120_000 });
  for (const name of units) {
    await host.removeFile(`${paths.units}/${name}`);
    await host.removeFile(`/var/lib/systemd/timers/stamp-${name}`);
  }
  await host.run(['systemctl', 'daemon-reload']);
  await host.run(['nft', 'delete', 'table', 'inet', 'hop3']);

  listener.note('Removing what they kept');
  await host.removeFile('/etc/nginx/conf.d/hop3.conf');
  await host.removeTree(paths.nginxSites);
  await host.run(['systemctl', 'try-reload-or-restart', 'nginx.service'], { timeoutMs: 90_000 });
  await host.removeFile('/etc/tmpfiles.d/hop3.conf');
  for (const path of [paths.acmeWebroot, paths.agentState, '/run/hop3', BRIDGE_HOME])
    await host.removeTree(path);
  if (deleteBackups) await host.removeTree(paths.backups);
  await removeState(host, listener);
  for (const user of ['hop3-agent', 'hop3-bridge', 'hop3-acme']) await host.run(['userdel', '--force', user]);
  for (const group of ['hop3-agent', 'hop3-bridge', 'hop3-proxy', 'hop3-acme'])
    await host.run(['groupdel', group]);
  await host.removeFile(paths.currentRuntime);
  // Last: it is what we run from.
  await host.removeTree(paths.runtime);
  return ok(undefined);
}

/**
 * What is kept of installations that are gone, and what other servers store here, is nobody's to delete on the way: it
 * stays where it is, and is found again when the server is connected again.
 */
async function removeState(host: Host, listener: Listener): Promise<void> {
  const kept: string[] = [];
  if ((await host.list(paths.backups)).length > 0) kept.push(paths.backups);
  for (const key of await host.list(paths.store)) {
    const isUsed = (await host.list(`${paths.store}/${key}`)).length > 0;
    if (isUsed && !kept.includes(paths.store)) kept.push(paths.store);
  }
  for (const name of await host.list(paths.state)) {
    const path = `${paths.state}/${name}`;
    if (!kept.includes(path)) await host.removeTree(path);
  }
  if (kept.length === 0) await host.removeTree(paths.state);
  else listener.note(`Backups stay on the server: ${kept.join(', ')}`);
  if (kept.includes(paths.store)) {
    // Its account owns what is stored; without keys nobody comes in.
    await host.removeTree(`${STORE_HOME}/.ssh`);
    return;
  }
  await host.run(['userdel', '--force', STORE_USER]);
  await host.removeTree(STORE_HOME);
}
