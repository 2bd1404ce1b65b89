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
  /** The host's CA certificates, the extra ones and our private root in one file: what builds and apps trust. */
  caBundle: `${paths.state}/trust/ca-bundle.crt`,
  trust: `${paths.state}/trust`,
  bootstrapCa: `${paths.state}/trust/bootstrap-ca.pem`,
  extraCa: `${paths.state}/trust/extra-ca.pem`,
  hostCaBundle: '/etc/ssl/certs/ca-certificates.crt',
  firewallRules: `${paths.firewall}/rules.nft`,
  tmpfiles: (user: string) => `/etc/tmpfiles.d/${user}.conf`,
  /** Volumes stand beside data/, not in it: systemd opens them as root, and an app could put a link there. */
  volumes: (user: string) => `${paths.installation(user)}/volumes`,
  volume: (user: string, name: string) => `${paths.installation(user)}/volumes/${name}`,
  engine: (user: string) => `${paths.installation(user)}/engine`,
  files: (user: string) => `${paths.installation(user)}/files`,
  etc: (user: string) => `${paths.installation(user)}/etc`,
  appEnv: (user: string) => `${paths.installation(user)}/app.env`,
  /** There only while the app makes its own first account. */
  firstStartEnv: (user: string) => `${paths.installation(user)}/first-start.env`,
  hookEnv: (user: string, hook: string) => `${paths.installation(user)}/hook-${hook}.env`,
  certificate: (id: InstallationId) => ({
    directory: paths.certificates(id),
    chain: `${paths.certificates(id)}/fullchain.pem`,
    key: `${paths.certificates(id)}/key.pem`,
  }),
  authority: {
    key: `${paths.authority}/key.pem`,
    request: `${paths.authority}/request.pem`,
    intermediate: `${paths.authority}/intermediate.pem`,
    root: `${paths.authority}/root.pem`,
  },
} as const;
