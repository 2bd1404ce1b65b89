// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationView } from '#contract/site-api/installations.ts';
import { isInstalled } from '../../../_console/installation-words.ts';
import { worstOf } from '../../../_console/promise-words.ts';

export interface HostPromises {
  /** What runs there and is looked after. */
  readonly apps: InstallationView[];
  readonly kept: number;
  readonly all: number;
  /** One ring: each kind as the worst of the apps is. */
  readonly together: InstallationView['promises'];
}

/** What a host keeps for everything that runs on it. */
export function promisesOn(host: string, installations: readonly InstallationView[]): HostPromises {
  const apps = installations.filter((each) => each.host === host && isInstalled(each));
  const all = apps.flatMap(({ promises }) => promises);
  return {
    apps,
    kept: all.filter(({ state }) => state === 'kept').length,
    all: all.length,
    together: worstOf(apps.map(({ promises }) => promises)),
  };
}

export const hostPromisesLabel = ({ kept, all }: HostPromises): string => `${kept} of ${all} promises kept`;
