// SPDX-License-Identifier: AGPL-3.0-or-later

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

const MOST_COOKIES = 100;
const LONGEST_COOKIE = 4096;

/** Cookies of one HTTPS site (RFC 6265, as far as a check needs it). Everything is sent over HTTPS, so Secure changes nothing. */
export class CookieJar {
  readonly #host: string;
  readonly #nowMs: () => number;
  readonly #cookies = new Map<string, Cookie>();

  constructor(host: string, nowMs: () => number = Date.now) {
    this.#host = host;
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#cookies.size;
  }

  /** One Set-Cookie header of an answer to a request for `requestPath`. */
  store(header: string, requestPath: string): void {
    if (header.length > LONGEST_COOKIE) return;
    const [pair = '', ...rest] = header.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (equals < 1 || name === '') return;
    const attributes = new Map(
      rest.map((part) => {
        const [key = '', ...value] = part.split('=');
        return [key.trim().toLowerCase(), value.join('=').trim()];
      }),
    );
    const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
    if (domain && domain !== this.#host && !this.#host.endsWith(`.${domain}`)) return;
    const declared = attributes.get('path') ?? '';
    const path = declared.startsWith('/') ? declared : defaultPath(requestPath);
    const key = `${path} ${name}`;
    if (this.#hasExpired(attributes)) {
      this.#cookies.delete(key);
    } else if (this.#cookies.size < MOST_COOKIES || this.#cookies.has(key)) {
      this.#cookies.set(key, { name, value: pair.slice(equals + 1).trim(), path });
    }
  }

  /** Value of the Cookie header for a request, or null. */
  header(requestPath: string): string | null {
    const fitting = [...this.#cookies.values()]
      .filter(({ path }) => pathMatches(requestPath, path))
      .sort((a, b) => b.path.length - a.path.length);
    return fitting.length === 0 ? null : fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  #hasExpired(attributes: ReadonlyMap<string, string>): boolean {
    const maxAge = attributes.get('max-age');
    if (maxAge !== undefined && /^-?[0-9]+$/.test(maxAge)) return Number(maxAge) <= 0;
    const expires = Date.parse(attributes.get('expires') ?? '');
    return !Number.isNaN(expires) && expires <= this.#nowMs();
  }
}

function defaultPath(requestPath: string): string {
  const last = requestPath.lastIndexOf('/');
  return last <= 0 ? '/' : requestPath.slice(0, last);
}

function pathMatches(requestPath: string, cookiePath: string): boolean {
  if (requestPath === cookiePath) return true;
  return requestPath.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}
