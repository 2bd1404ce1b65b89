// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { Result } from '#contract/result.ts';
import type { PrivateEndpoint } from '#contract/rootd-api.ts';

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
}

/**
 * The host's web server: TLS in front of every installation.
 * - `prepare` installs our base configuration: unknown names get no answer, port 80 leads to HTTPS (and serves ACME
 *   challenges). Done twice it changes nothing. Failures: proxy-refused, and those of the os seam.
 * - `open` makes a site reachable, `close` takes it away; both are done when they return (new connections see it).
 *   The new configuration is tested by the real program first; when it is refused everything stays as it was
 *   (proxy-refused), and neighbours never notice.
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
