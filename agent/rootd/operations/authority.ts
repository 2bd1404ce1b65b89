// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { done, type Handler } from '../context.ts';
import { readTrust, refreshCaBundle } from '../trust.ts';

export const authorityRequest: Handler<'authority.request'> = async ({ context }) => {
  const { certificateRequest } = await import('../certificates/authority.ts');
  const { host } = await readTrust(context.host);
  return ok({ csrPem: await certificateRequest(host, context.host) });
};

export const authorityInstall: Handler<'authority.install'> = async ({ input, context }) => {
  const { installAuthority } = await import('../certificates/authority.ts');
  const installed = await installAuthority(input, context.host);
  if (!installed.ok) return installed;
  await refreshCaBundle(context.host);
  return done;
};
