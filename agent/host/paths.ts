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
  /** What is kept of an installation's backups on this host: book, password, its local repository. Outlives the installation. */
  backups: `${STATE}/backups`,
  backup: (id: InstallationId) => `${STATE}/backups/${id}`,
  /** The host's CA certificates, the extra ones and our private root in one file: what builds, apps and checks trust. */
  caBundle: `${STATE}/trust/ca-bundle.crt`,
  /** Repositories of other hosts: see rootd/backups/store-account.ts. */
  store: `${STATE}/store`,
  authority: `${STATE}/authority`,
  /** One file for each site that is open, for the agent to stand in for its app: <user>.json, readable by its group. */
  routes: `${STATE}/routes`,
  authorityFiles: {
    key: `${STATE}/authority/key.pem`,
    request: `${STATE}/authority/request.pem`,
    intermediate: `${STATE}/authority/intermediate.pem`,
    root: `${STATE}/authority/root.pem`,
  },
  certificates: (id: InstallationId) => `${STATE}/certificates/${id}`,
  /** The ACME client's own, hop3-acme's: root never reads or writes below it. */
  acme: `${STATE}/acme`,
  /** Answers to challenges, also hop3-acme's; the proxy shows it on port 80. */
  acmeWebroot: '/var/www/hop3-acme',
  /** 0700 root; apps see what is under it through bind mounts only. */
  installations: `${STATE}/installations`,
  installation: (user: string) => `${STATE}/installations/${user}`,
  config: (user: string) => `${STATE}/installations/${user}/config`,
  package: (user: string) => `${STATE}/installations/${user}/package`,
  /** Runtime directory with the app's sockets: owner the app's user, group hop3-proxy (nginx and the agent), mode 2750. */
  run: (user: string) => `/run/hop3/apps/${user}`,
  rootdSocket: '/run/hop3/rootd.sock',
  agentSocket: '/run/hop3-agent/agent.sock',
  /** Where our program is renewed and taken off: agent/bootstrap/door.ts. */
  doorSocket: '/run/hop3/door.sock',
  /** Links to the sockets of apps, by which the proxy goes: without one nobody gets to the app. */
  waysIn: '/run/hop3/ways-in',
  wayIn: (user: string) => `/run/hop3/ways-in/${user}.sock`,
  /** Where the proxy passes what an app cannot take; the agent answers. */
  holdSocket: '/run/hop3/hold.sock',
  agentState: '/var/lib/hop3-agent',
  runtime: '/opt/hop3/runtime',
  /** Leads to the runtime in use, for units that outlive it: those of an installation's own timers. */
  currentRuntime: '/opt/hop3/current',
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
