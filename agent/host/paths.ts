// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationId } from '#contract/ids.ts';

/** Where things are on a host. Every path that rootd uses is made here; none comes from outside. */
const STATE = '/var/lib/hop3';

export const paths = {
  state: STATE,
  trust: `${STATE}/trust.json`,
  registry: `${STATE}/registry`,
  record: (id: InstallationId) => `${STATE}/registry/${id}.json`,
  secretsDirectory: `${STATE}/secrets`,
  secrets: (id: InstallationId) => `${STATE}/secrets/${id}.json`,
  nonces: `${STATE}/nonces`,
  /** Base trees: bases/<suite>/<digest>/tree; `current.txt` beside them names the one in use. */
  bases: `${STATE}/bases`,
  /** Sealed roots: roots/<digest>/tree and roots/<digest>/closure.json; the parent is 0700. */
  roots: `${STATE}/roots`,
  rootTree: (digest: string) => `${STATE}/roots/${digest}/tree`,
  cache: `${STATE}/cache`,
  authority: `${STATE}/authority`,
  certificates: (id: InstallationId) => `${STATE}/certificates/${id}`,
  /** 0700 root; apps see what is under it through bind mounts only. */
  installations: `${STATE}/installations`,
  installation: (user: string) => `${STATE}/installations/${user}`,
  data: (user: string) => `${STATE}/installations/${user}/data`,
  config: (user: string) => `${STATE}/installations/${user}/config`,
  package: (user: string) => `${STATE}/installations/${user}/package`,
  /** Runtime directory with the app's sockets: owner the app's user, group hop3-proxy (nginx and the agent), mode 2750. */
  run: (user: string) => `/run/hop3/apps/${user}`,
  rootdSocket: '/run/hop3/rootd.sock',
  agentSocket: '/run/hop3-agent/agent.sock',
  agentState: '/var/lib/hop3-agent',
  runtime: '/opt/hop3/runtime',
  units: '/etc/systemd/system',
  nginxSites: '/etc/nginx/hop3',
  firewall: `${STATE}/firewall`,
} as const;

/** Inside a sealed root (the contract with packages, see contract/manifest). */
export const inRoot = {
  app: '/opt/app',
  node: '/opt/node',
  data: '/data',
  config: '/config',
  package: '/package',
  run: '/run/hop3',
} as const;
