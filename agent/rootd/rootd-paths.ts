// SPDX-License-Identifier: AGPL-3.0-or-later

import { paths } from '#agent/host/paths.ts';
import type { InstallationId } from '#contract/ids.ts';

/** Further places of rootd, beside those of agent/host/paths.ts. */
export const rootdPaths = {
  /** What bootstrap wrote of the control plane's own configuration. */
  buildSettings: `${paths.state}/build.json`,
  /** Greatest ticket epoch seen. */
  epoch: `${paths.state}/epoch`,
  /** Who was given which uid and port, for ever: uids are never given twice. */
  ledger: `${paths.state}/minted.json`,
  trust: `${paths.state}/trust`,
  bootstrapCa: `${paths.state}/trust/bootstrap-ca.pem`,
  extraCa: `${paths.state}/trust/extra-ca.pem`,
  hostCaBundle: '/etc/ssl/certs/ca-certificates.crt',
  firewallRules: `${paths.firewall}/rules.nft`,
  /** There while a snapshot of any repository is read: its password and keys. */
  backupAccess: `${paths.state}/backup-access`,
  tmpfiles: (user: string) => `/etc/tmpfiles.d/${user}.conf`,
  engine: (user: string) => `${paths.installation(user)}/engine`,
  files: (user: string) => `${paths.installation(user)}/files`,
  etc: (user: string) => `${paths.installation(user)}/etc`,
  appEnv: (user: string) => `${paths.installation(user)}/app.env`,
  /** There only while the app makes its own first account. */
  firstStartEnv: (user: string) => `${paths.installation(user)}/first-start.env`,
  hookEnv: (user: string, hook: string) => `${paths.installation(user)}/hook-${hook}.env`,
  /**
   * Of one address. Chain and key are in one file: it changes in one step, so they never disagree, whenever the host
   * dies. `before` is the one that it replaced, `state` who signed it and how the last try went.
   */
  certificate: (id: InstallationId, domain: string) => {
    const directory = `${paths.certificates(id)}/${domain}`;
    const chain = `${directory}/certificate.pem`;
    return {
      directory,
      chain,
      key: chain,
      before: `${directory}/before.pem`,
      state: `${directory}/state.json`,
    };
  },
} as const;
