// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { Result } from '#contract/result.ts';
import type { PrivateEndpoint } from '#contract/rootd-api.ts';

/** What the proxy tells the stand-in: the user of the site, and `unanswered` when only that page is wanted. */
export const SITE_HEADER = 'X-Hop3-Site';
export const PAGE_HEADER = 'X-Hop3-Page';

/** What the proxy needs to know of an installation; all of it checked before. */
export interface Site {
  /** hop3-<8>: name of the site. */
  readonly user: string;
  readonly domain: string;
  /** Port that visitors use; the proxy itself listens on 443 (and here too, on loopback, for apps that call themselves). */
  readonly publicPort: number;
  readonly endpoint: PrivateEndpoint;
  readonly certificate: { readonly chain: string; readonly key: string };
  readonly proxy: Manifest['proxy'];
  /**
   * Who answers for the app when it cannot be connected to, and for everything while `closed`: HTTP on a socket of ours
   * (agent/hold).
   */
  readonly standIn: { readonly socket: string; readonly closed: boolean };
}

/**
 * The host's web server: TLS in front of every installation.
 * - `prepare` installs our base configuration: unknown names get no answer, port 80 leads to HTTPS (and serves ACME
 *   challenges). Done twice it changes nothing. Failures: proxy-refused, and those of the os seam.
 * - `open` makes a site reachable, `close` takes it away; both are done when they return (new connections see it).
 *   The new configuration is tested by the real program first; when it is refused everything stays as it was
 *   (proxy-refused), and neighbours never notice.
 * - A request for which the app could not be connected to goes to the stand-in, whatever its method; one that was sent
 *   already and got no answer only when it may be repeated (GET, HEAD and their like), else the visitor reads that no
 *   answer came. Slow answers are never asked for again.
 * - Forwarded headers are set, never passed on from outside: Host, X-Real-IP, X-Forwarded-For, -Proto, -Host, -Port.
 */
export interface ProxyPlugin {
  readonly name: string;
  prepare(host: Host): Promise<Result<void, Failure>>;
  open(site: Site, host: Host): Promise<Result<void, Failure>>;
  close(user: string, host: Host): Promise<Result<void, Failure>>;
  /** Reads renewed certificates. */
  reload(host: Host): Promise<Result<void, Failure>>;
  /** Files of a site, asked of the system. */
  inventory(user: string, host: Host): Promise<readonly string[]>;
}
