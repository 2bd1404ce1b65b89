// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err } from '#contract/result.ts';
import { endpointOf } from '../app-layout.ts';
import { done, type Handler, recordOf } from '../context.ts';
import { rootdPaths } from '../rootd-paths.ts';

export const routeOpen: Handler<'route.open'> = async ({ input, context }) => {
  const { host, plugins, shared } = context;
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const certificate = rootdPaths.certificate(input.installation);
  if (!(await host.exists(certificate.chain)))
    return err(failure('certificate-failed', 'It has no certificate yet.'));
  const site = {
    user: record.user,
    domain: record.domain,
    publicPort: record.publicPort,
    endpoint: endpointOf(record),
    certificate,
    proxy: record.package.manifest.proxy,
  };
  const opened = await shared.run('nginx', () => plugins.proxy.open(site, host));
  return opened.ok ? done : opened;
};

export const routeClose: Handler<'route.close'> = async ({ input, context }) => {
  const { host, plugins, shared } = context;
  const record = await context.records.read(input.installation);
  if (!record) return done;
  const closed = await shared.run('nginx', async () =>
    (await plugins.proxy.inventory(record.user, host)).length === 0
      ? done
      : plugins.proxy.close(record.user, host),
  );
  return closed.ok ? done : closed;
};
