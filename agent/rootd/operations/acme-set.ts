// SPDX-License-Identifier: AGPL-3.0-or-later
import { done, type Handler } from '../context.ts';
import { changeProxy } from '../proxy-changes.ts';

/** acme.set: the directory of this host, with the client that asks it. Port 80 answers challenges from then on. */
export const acmeSet: Handler<'acme.set'> = async ({ input, context, listener }) => {
  const { host, plugins, shared } = context;
  return shared.run('issuer/acme', async () => {
    if (input.account !== null) {
      const installed = await plugins.os.install(plugins.os.packagesFor('acme'), host, listener);
      if (!installed.ok) return installed;
      const prepared = await changeProxy(context, () => plugins.proxy.prepare(host));
      if (!prepared.ok) return prepared;
    }
    const set = await plugins.certificates.acme.setAccount(input.account, host);
    return set.ok ? done : set;
  });
};
