// SPDX-License-Identifier: AGPL-3.0-or-later

import { getPrivately } from '#agent/host/endpoint-probe.ts';
import type { Listener } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { endpointOf } from './app-layout.ts';
import { adminEnvironmentOf } from './app-scope.ts';
import { startUnits, stopUnits } from './app-units.ts';
import type { RootdContext } from './context.ts';
import { renderEnvFile } from './env-file.ts';
import type { InstallationRecord } from './installation-record.ts';
import { rootdPaths } from './rootd-paths.ts';

/**
 * For packages with `[admin] env`: the app makes its first account itself. It is started without a route, with those
 * variables in an env file of their own, until its health check answers; then it is stopped and the file is gone for
 * good. Interrupted anywhere, it can be done again: the file is removed before every ordinary start as well.
 */
export async function makeOwnAccount(
  record: InstallationRecord,
  context: RootdContext,
  listener: Listener,
): Promise<Result<void, Failure>> {
  const secrets = await context.records.secrets(record.installation);
  const environment = adminEnvironmentOf(record, secrets);
  if (!environment.ok) return environment;
  const text = renderEnvFile(environment.value);
  if (!text.ok) return text;
  const stopped = await stopUnits(record, context);
  if (!stopped.ok) return stopped;
  const path = rootdPaths.firstStartEnv(record.user);
  await context.host.writeAtomic(path, text.value, { mode: 0o600 });
  try {
    listener.note('Starting it once, without an address, so that it makes your account');
    const started = await startUnits(record, context);
    if (!started.ok) return started;
    return await waitUntilHealthy(record, context);
  } finally {
    await context.host.removeFile(path);
    await stopUnits(record, context);
  }
}

async function waitUntilHealthy(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { healthcheck } = record.package.manifest;
  const until = context.host.nowMs() + healthcheck.grace * 1000;
  let last = 'no answer';
  for (;;) {
    const answer = await getPrivately({
      endpoint: endpointOf(record),
      path: healthcheck.path,
      authority: record.publicPort === 443 ? record.domain : `${record.domain}:${record.publicPort}`,
      timeoutMs: healthcheck.timeout * 1000,
    });
    if (answer) {
      const holds = healthcheck.contains === undefined || answer.body.includes(healthcheck.contains);
      if (answer.status === healthcheck.status && holds) return ok(undefined);
      last = `status ${answer.status}`;
    }
    if (context.host.nowMs() > until) {
      return err(
        failure('start-failed', `${record.title} started but did not answer its health check (${last}).`, {
          remedy: 'Try again; if it happens again, look at its logs.',
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
