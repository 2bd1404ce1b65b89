// SPDX-License-Identifier: AGPL-3.0-or-later
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { PrivateEndpoint } from '#contract/rootd-api.ts';
import { CookieJar } from './cookie-jar.ts';

/** How an installation is asked: as its own proxy asks it, or as a visitor asks its proxy. */
export type SiteAddress = {
  readonly domain: string;
  readonly publicPort: number;
} & (
  | { readonly via: 'private'; readonly endpoint: PrivateEndpoint }
  | {
      readonly via: 'public';
      /** PEM of the root that its certificate must lead to; null: the system's roots. */
      readonly rootCaPem: string | null;
      /** Where this host's proxy listens; 443 unless in a test. */
      readonly tlsPort?: number;
    }
);

export interface SiteRequest {
  readonly method: string;
  /** A path of the site, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly timeoutMs?: number;
}

export interface SiteAnswer {
  readonly status: number;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** At most the first 2 MiB. */
  readonly body: string;
}

/** A request with all its redirects within the site. */
export interface FollowedAnswer {
  readonly first: SiteAnswer;
  /** The last one; the same as `first` when nothing was redirected. */
  readonly last: SiteAnswer;
}

/** Of an answer's body that is kept. */
export const BODY_LIMIT = 2 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const MOST_REDIRECTS = 10;

/**
 * A visitor of one site with cookies of its own. It only ever connects to the installation's endpoint on this host:
 * links and redirects that lead elsewhere are not followed. Transport errors are thrown as node gives them.
 */
export class SiteClient {
  readonly #address: SiteAddress;
  readonly #cookies: CookieJar;
  readonly origin: string;

  constructor(address: SiteAddress) {
    this.#address = address;
    this.#cookies = new CookieJar(address.domain);
    this.origin = originOf(address);
  }

  urlOf(path: string): URL {
    return new URL(path, this.origin);
  }

  async send(asked: SiteRequest): Promise<FollowedAnswer> {
    const first = await this.#once(asked);
    let last = first;
    let { method, body, headers } = asked;
    for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
      const next = this.#redirectOf(last);
      if (!next) break;
      const keepsMethod = last.status === 307 || last.status === 308 || method === 'GET' || method === 'HEAD';
      if (!keepsMethod) {
        method = 'GET';
        body = undefined;
        headers = withoutContent(headers);
      }
      last = await this.#once({ ...asked, method, path: next.pathname + next.search, headers, body });
    }
    return { first, last };
  }

  #redirectOf(answer: SiteAnswer): URL | null {
    const location = answer.headers.location;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return null;
    try {
      const target = new URL(location, answer.url);
      return target.hostname === this.#address.domain ? target : null;
    } catch {
      return null;
    }
  }

  #once(asked: SiteRequest): Promise<SiteAnswer> {
    const url = this.urlOf(asked.path);
    const cookie = this.#cookies.header(url.pathname);
    const headers: Record<string, string> = {
      Host: url.host,
      'User-Agent': 'Hop3-Check/1',
      Accept: 'text/html,application/json;q=0.9,*/*;q=0.8',
      'Accept-Encoding': 'identity',
      ...(this.#address.via === 'private' ? forwardedHeaders(url) : {}),
      ...(cookie === null ? {} : { Cookie: cookie }),
      ...(asked.body === undefined
        ? {}
        : {
            'Content-Length': String(Buffer.byteLength(asked.body)),
            Origin: this.origin,
            Referer: url.href,
          }),
      ...asked.headers,
    };
    return new Promise((resolve, reject) => {
      const options = { method: asked.method, path: url.pathname + url.search, headers, agent: false };
      const outgoing =
        this.#address.via === 'private'
          ? httpRequest({ ...options, ...whereOf(this.#address.endpoint) })
          : httpsRequest({
              ...options,
              host: '127.0.0.1',
              port: this.#address.tlsPort ?? 443,
              servername: this.#address.domain,
              rejectUnauthorized: true,
              ...(this.#address.rootCaPem === null ? {} : { ca: [this.#address.rootCaPem] }),
            });
      const timeoutMs = asked.timeoutMs ?? TIMEOUT_MS;
      const timer = setTimeout(
        () =>
          outgoing.destroy(
            Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }),
          ),
        timeoutMs,
      );
      const fail = (error: Error) => {
        clearTimeout(timer);
        reject(error);
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        for (const header of incoming.headers['set-cookie'] ?? []) this.#cookies.store(header, url.pathname);
        const chunks: Buffer[] = [];
        let size = 0;
        const finish = () => {
          clearTimeout(timer);
          const body = Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8');
          resolve({ status: incoming.statusCode ?? 0, url, headers: incoming.headers, body });
        };
        incoming.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size < BODY_LIMIT) return;
          finish();
          incoming.destroy();
        });
        incoming.on('end', finish);
        incoming.on('error', fail);
      });
      outgoing.end(asked.body);
    });
  }
}

function originOf({ domain, publicPort }: SiteAddress): string {
  return `https://${domain}${publicPort === 443 ? '' : `:${publicPort}`}`;
}

/** As the host's proxy sets them (agent/plugins/proxy). */
function forwardedHeaders(url: URL): Record<string, string> {
  return {
    'X-Forwarded-For': '127.0.0.1',
    'X-Forwarded-Host': url.host,
    'X-Forwarded-Port': url.port || '443',
    'X-Forwarded-Proto': 'https',
    'X-Real-IP': '127.0.0.1',
  };
}

const whereOf = (endpoint: PrivateEndpoint) =>
  endpoint.kind === 'socket' ? { socketPath: endpoint.path } : { host: '127.0.0.1', port: endpoint.port };

function withoutContent(headers: SiteRequest['headers']): SiteRequest['headers'] {
  if (!headers) return undefined;
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type'),
  );
}
