// SPDX-License-Identifier: AGPL-3.0-or-later

import { ensureBase } from '#agent/roots/base.ts';
import { ok } from '#contract/result.ts';
import type { Handler } from '../context.ts';
import { changeProxy } from '../proxy-changes.ts';
import { readBuildSettings, refreshCaBundle } from '../trust.ts';

/** base.ensure: the base tree of a suite, and the host's proxy with our base configuration. */
export const baseEnsure: Handler<'base.ensure'> = async ({ input, context, listener }) => {
  const { host, plugins, shared } = context;
  await refreshCaBundle(host);
  const settings = await readBuildSettings(host);
  const base = await shared.run('roots', () => ensureBase(input.suite, settings, host, listener));
  if (!base.ok) return base;
  const proxy = await changeProxy(context, () => plugins.proxy.prepare(host));
  if (!proxy.ok) return proxy;
  return ok({ suite: input.suite, digest: base.value.digest, bytes: base.value.bytes });
};
