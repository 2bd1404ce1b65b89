// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { apt } from './apt.ts';
import type { Host, Listener, RunResult } from './host.ts';
import { paths } from './paths.ts';

/** Installing a service from the host's distribution, for addon plugins. */
export interface ServicePackage {
  /** For people: "PostgreSQL". */
  readonly title: string;
  readonly packages: readonly [string, ...string[]];
  readonly data?: ServiceData;
}

/** Data that is made while the package is set up. Made by half, it stays so: the package takes it for made. */
export interface ServiceData {
  /** Not there before the package is. */
  readonly directory: string;
  /** Whether nothing is in it but what the service makes by itself. */
  isUnused(host: Host): Promise<boolean>;
  /** Takes it away and makes it anew. */
  remake(host: Host, listener: Listener): Promise<RunResult>;
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
  const { data } = service;
  const begun = `${paths.state}/service-begun-${service.packages[0]}`;
  const wasCutOff = await host.exists(begun);
  if (!wasCutOff && (await isInstalled(service, host))) return ok({ installed: false });
  listener.note(`Installing ${service.title} on the server`);
  // Data that was there before we came is never touched.
  if (data && !(await host.exists(data.directory))) {
    if (!(await host.exists(paths.state))) await host.makeDirectory(paths.state, { mode: 0o711 });
    await host.writeAtomic(begun, '', { mode: 0o600 });
  }
  const installed = await installPackages(service, host, listener);
  if (installed.exitCode !== 0) {
    if (data && !(await host.exists(data.directory))) await host.removeFile(begun);
    return err(installFailure(service, installed));
  }
  if (data && wasCutOff && (await data.isUnused(host))) {
    listener.note(`${service.title} was cut off in the middle of its first start; beginning that again`);
    const remade = await data.remake(host, listener);
    if (remade.exitCode !== 0) return err(installFailure(service, remade));
  }
  await host.removeFile(begun);
  return ok({ installed: true });
}

async function installPackages(service: ServicePackage, host: Host, listener: Listener): Promise<RunResult> {
  const command = ['install', '--', ...service.packages];
  const result = await apt(command, host, listener);
  if (result.exitCode === 0) return result;
  // The lists may be old and name archives that are gone.
  const updated = await apt(['update'], host, listener);
  return updated.exitCode === 0 ? apt(command, host, listener) : updated;
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
