// SPDX-License-Identifier: AGPL-3.0-or-later
import { X509Certificate } from 'node:crypto';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import { beginAuthorityRenewal } from '#server/deploy/own-operations.ts';
import { installationOfAuthority } from '#server/deploy/queries.ts';
import { isAuthorityDue } from '#server/hosts/ca-root.ts';
import type { WorkerServices } from './services.ts';

/** A new intermediate that would end hardly later is not worth it: then it is the root that comes to its end. */
const LEAST_GAIN_MS = 30 * 24 * 3600_000;

/**
 * Hosts renew certificates alone, but only we sign what they sign with. It is signed again in time by getting a
 * certificate for one of the apps that need it.
 */
export class AuthorityRenewal {
  readonly #services: WorkerServices;

  constructor(services: WorkerServices) {
    this.#services = services;
  }

  async look(host: HostRow): Promise<void> {
    const { db, log, siteRoot } = this.#services;
    const notAfterMs = host.authorityNotAfter?.getTime() ?? null;
    if (!isAuthorityDue(notAfterMs, Date.now())) return;
    const rootNotAfterMs = Date.parse(new X509Certificate(siteRoot.certificatePem).validTo);
    if (notAfterMs !== null && rootNotAfterMs - notAfterMs < LEAST_GAIN_MS) return;
    const installation = await installationOfAuthority(db, host.id);
    if (installation === null) return;
    log('info', 'renewing the authority of a host', { host: host.id });
    await beginAuthorityRenewal(db, installation);
  }
}
