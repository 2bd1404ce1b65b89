// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { done, type Handler } from '../context.ts';
import { readTrust, refreshCaBundle } from '../trust.ts';

export const authorityRequest: Handler<'authority.request'> = async ({ context }) => {
  const { host } = await readTrust(context.host);
  return ok({ csrPem: await context.plugins.certificates.private.request(host, context.host) });
};

export const authorityInstall: Handler<'authority.install'> = async ({ input, context }) => {
  const installed = await context.plugins.certificates.private.install(input, context.host);
  if (!installed.ok) return installed;
  await refreshCaBundle(context.host);
  return done;
};
