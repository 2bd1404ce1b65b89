// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { BRIDGE_HOME } from './accounts.ts';
import { renderOwnUnits } from './units.ts';

/**
 * Takes our programs off a host again, with everything that they keep. Refused while an installation is there.
 * Packages of the distribution stay: others may use them by now.
 */
export async function takeDown(host: Host, listener: Listener): Promise<Result<void, Failure>> {
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
  await host.run(['systemctl', 'disable', '--now', '--quiet', ...units], { timeoutMs: 120_000 });
  for (const name of units) await host.removeFile(`${paths.units}/${name}`);
  await host.run(['systemctl', 'daemon-reload']);
  await host.run(['nft', 'delete', 'table', 'inet', 'hop3']);

  listener.note('Removing what they kept');
  await host.removeFile('/etc/nginx/conf.d/hop3.conf');
  await host.removeTree(paths.nginxSites);
  await host.run(['systemctl', 'try-reload-or-restart', 'nginx.service'], { timeoutMs: 90_000 });
  await host.removeFile('/etc/tmpfiles.d/hop3.conf');
  for (const path of ['/var/www/hop3-acme', paths.state, paths.agentState, '/run/hop3', BRIDGE_HOME])
    await host.removeTree(path);
  for (const user of ['hop3-agent', 'hop3-bridge']) await host.run(['userdel', '--force', user]);
  for (const group of ['hop3-agent', 'hop3-bridge', 'hop3-proxy']) await host.run(['groupdel', group]);
  // Last: it is what we run from.
  await host.removeTree(paths.runtime);
  return ok(undefined);
}
