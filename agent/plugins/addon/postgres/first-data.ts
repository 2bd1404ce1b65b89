// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host } from '#agent/host/host.ts';
import { runAsUnit } from '#agent/host/run-as-unit.ts';
import type { ServiceData } from '#agent/host/service-package.ts';

const DIRECTORY = '/var/lib/postgresql';
const PROGRAMS = '/usr/lib/postgresql';
/** The first number that PostgreSQL gives to a database or table of somebody's (FirstNormalObjectId). */
const FIRST_OF_OTHERS = 16_384;

export const firstData: ServiceData = {
  directory: DIRECTORY,
  isUnused: async (host) => {
    for (const version of await versions(host)) {
      const base = `${DIRECTORY}/${version}/main/base`;
      for (const database of await host.list(base)) {
        const numbers = [database, ...(await host.list(`${base}/${database}`))].map(Number.parseFloat);
        if (numbers.some((number) => number >= FIRST_OF_OTHERS)) return false;
      }
    }
    return true;
  },
  remake: async (host, listener) => {
    const [version] = await versions(host);
    if (version === undefined)
      throw new Error(`${PROGRAMS} names no version although PostgreSQL is installed`);
    await runAsUnit(['pg_dropcluster', '--stop', version, 'main'], host, listener);
    // What a half-made cluster lacks, that does not take away.
    const half = [`${DIRECTORY}/${version}/main`, `/etc/postgresql/${version}/main`];
    const emptied = await runAsUnit(['rm', '-rf', '--one-file-system', '--', ...half], host, listener);
    if (emptied.exitCode !== 0) return emptied;
    return runAsUnit(['pg_createcluster', '--start', version, 'main'], host, listener);
  },
};

/** Installed ones, newest first. */
const versions = async (host: Host): Promise<string[]> =>
  (await host.list(PROGRAMS)).filter((name) => /^[0-9]+$/.test(name)).sort((a, b) => Number(b) - Number(a));
