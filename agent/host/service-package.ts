// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { apt } from './apt.ts';
import type { Host, Listener, RunResult } from './host.ts';

/** Installing a service from the host's distribution, for addon plugins. */
export interface ServicePackage {
  /** For people: "PostgreSQL". */
  readonly title: string;
  readonly packages: readonly string[];
}

let queue: Promise<unknown> = Promise.resolve();

/** Installs the service when its program is missing. `installed` is false when it was there already. */
export async function ensureServicePackage(
  service: ServicePackage,
  host: Host,
  listener: Listener,
): Promise<Result<{ installed: boolean }, Failure>> {
  const mine = queue.then(() => install(service, host, listener));
  queue = mine.catch(() => undefined);
  return await mine;
}

async function install(
  service: ServicePackage,
  host: Host,
  listener: Listener,
): Promise<Result<{ installed: boolean }, Failure>> {
  if (await isInstalled(service, host)) return ok({ installed: false });
  listener.note(`Installing ${service.title} on the server`);
  let result = await apt(['install', '--', ...service.packages], host, listener);
  if (result.exitCode !== 0) {
    // The lists may be old and name archives that are gone.
    const updated = await apt(['update'], host, listener);
    if (updated.exitCode !== 0) return err(installFailure(service, updated));
    result = await apt(['install', '--', ...service.packages], host, listener);
  }
  if (result.exitCode !== 0) return err(installFailure(service, result));
  return ok({ installed: true });
}

async function isInstalled(service: ServicePackage, host: Host): Promise<boolean> {
  const states = await host.run(['dpkg-query', '-W', '-f', '${db:Status-Status}\\n', ...service.packages]);
  return (
    states.exitCode === 0 &&
    states.stdout
      .trim()
      .split('\n')
      .every((state) => state === 'installed')
  );
}

function installFailure(service: ServicePackage, result: RunResult): Failure {
  const output = `${result.stdout}\n${result.stderr}`;
  const detail = output
    .replace(/[^\P{Cc}\n]/gu, '')
    .trim()
    .split('\n')
    .slice(-25)
    .join('\n')
    .slice(-8000);
  if (/No space left on device|enough free space/i.test(output)) {
    return failure('not-enough-disk', `The server's disk became full while installing ${service.title}.`, {
      remedy: 'Free some space on the server or give it a bigger disk, then try again.',
      detail,
    });
  }
  if (
    /Could not resolve|Failed to fetch|Unable to connect|Temporary failure|Could not connect/i.test(output)
  ) {
    return failure('download-failed', `The server could not download ${service.title}.`, {
      remedy: "Check the server's internet connection and name resolution, then try again.",
      detail,
    });
  }
  return failure('addon-failed', `${service.title} could not be installed on the server.`, {
    remedy:
      "Look at the last lines of its log; the server's package system may need mending (apt-get -f install).",
    detail,
  });
}
