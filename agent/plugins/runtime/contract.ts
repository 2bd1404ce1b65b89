// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Manifest } from '#contract/manifest/manifest.ts';

/** A program inside the sealed root: argv[0] is an absolute path there. No value stands in it; values come by the environment. */
export type RootArgv = readonly [string, ...string[]];

/** One unit of an installation. rootd gives it its name, user, mounts, environment, limits and sandbox. */
export interface Service {
  /** Last part of the unit's name: hop3-<8>-<name>.service. */
  readonly name: string;
  /** `daemon` runs until stopped and is restarted when it fails; `once` must end well before what requires it starts. */
  readonly kind: 'daemon' | 'once';
  readonly argv: RootArgv;
  /** Programs that must end well before argv starts, in the working directory `directory`. */
  readonly before: readonly { readonly argv: RootArgv; readonly directory: string }[];
  readonly workingDirectory: string;
  /** Names of services that start before this one. */
  readonly after: readonly string[];
  /** Of those, the ones without which this one must not start. */
  readonly requires: readonly string[];
  /** 0007 where the process makes the socket that the proxy opens (by group), else 0027. */
  readonly umask: '0027' | '0007';
  /** A socket below /run/hop3 that it makes besides the web's; it is up once that listens. */
  readonly ownSocket?: string;
  readonly startTimeoutSeconds: number;
  readonly stopSignal: string;
  readonly stopTimeoutSeconds: number;
}

/** A program that systemd runs at set times, to its end, while the app is started. */
export interface Job {
  /** Last part of its units' names: hop3-<8>-<name>.service and .timer. */
  readonly name: string;
  /** As OnCalendar= takes it, without a time zone. */
  readonly calendar: string;
  readonly argv: RootArgv;
  readonly workingDirectory: string;
  /** Services that must have started before it runs. */
  readonly after: readonly string[];
  readonly timeoutSeconds: number;
}

/** A killed process leaves its socket, and whoever makes it next finds the address taken. */
export const REMOVE_STALE_SOCKET = {
  argv: ['/bin/rm', '-f', '/run/hop3/web.sock'],
  directory: '/data',
} as const;

/**
 * Configuration of ours for a service, seen at /run/hop3-engine/<name>, read-only. No secret. `${port}` in it stands for
 * the port that the app was given.
 */
export interface EngineFile {
  readonly name: string;
  readonly text: string;
}

export interface RuntimePlan {
  readonly services: readonly Service[];
  readonly jobs: readonly Job[];
  readonly engineFiles: readonly EngineFile[];
}

/** Where EngineFiles are seen inside the root. */
export const ENGINE_DIRECTORY = '/run/hop3-engine';

/**
 * How the processes of a package run. A pure function of the manifest: same manifest, same plan.
 * - `plan` gives nothing for parts of a manifest that are another runtime's; the plans of all runtimes together
 *   are the installation.
 * - whoever serves the web listens on /run/hop3/web.sock or the allocated port, as `webListens` (contract) says.
 */
export interface Runtime {
  readonly name: 'systemd' | 'php-fpm' | 'static' | 'guard';
  plan(manifest: Manifest): RuntimePlan;
}
