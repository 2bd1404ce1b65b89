// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, Listener } from '#agent/host/host.ts';
import type { AcmeAccount } from '#contract/acme.ts';
import type { Failure } from '#contract/failure.ts';
import type { Result } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';

/** A certificate that is wanted. */
export interface CertificateOrder {
  readonly domain: string;
  /** PKCS #10 in PEM, for that one name. The key stays with rootd, whoever signs. */
  readonly requestPem: string;
}

/**
 * Who signs certificates.
 * - `source` names whom would be asked now; it changes when another authority or directory was chosen. A certificate is
 *   kept only while its source is the present one. null: nobody, it is not set up on this host.
 * - `issue` gives a chain in PEM, the certificate itself first, each signed by the next, without a root. Each call gives
 *   a new one. It touches neither the proxy nor any certificate that is there, and leaves nothing of the order behind.
 *   One call at a time. Whoever calls it checks what it gives.
 *   Failures: certificate-failed, domain-not-pointing-here, rate-limited; each with what to do.
 */
export interface Issuer {
  readonly name: CertificateIssuer;
  source(host: Host): Promise<string | null>;
  issue(
    order: CertificateOrder,
    host: Host,
    listener: Listener,
  ): Promise<Result<{ readonly chainPem: string }, Failure>>;
}

/**
 * The site's own authority: its root is in the control plane; the key of the host's intermediate is made here and never
 * leaves. Issues without any connection.
 */
export interface PrivateIssuer extends Issuer {
  /** PKCS #10 for the intermediate; the same at every call. */
  request(hostId: string, host: Host): Promise<string>;
  /** Takes the signed intermediate when it is for our key, may sign, and chains to the root that comes with it. */
  install(
    pems: { readonly certificatePem: string; readonly rootPem: string },
    host: Host,
  ): Promise<Result<void, Failure>>;
  /** The end of the intermediate, beyond which no certificate of it goes; null before it was signed. */
  notAfterMs(host: Host): Promise<number | null>;
}

/** A directory that speaks ACME (RFC 8555), asked by an unprivileged account of its own. */
export interface AcmeIssuer extends Issuer {
  /** Its program is there already. null forgets the directory; the account's key stays, for when it is chosen again. */
  setAccount(account: AcmeAccount | null, host: Host): Promise<Result<void, Failure>>;
}
