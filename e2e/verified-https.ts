// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/**
 * Asks an app of a sandbox host as a visitor does: over HTTPS, its certificate verified against `rootPem`, through the
 * forwarder on this computer (Node resolves no *.localhost by itself).
 */
export function askVerified(
  url: string,
  rootPem: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        method: options.method ?? 'GET',
        headers: options.headers ?? {},
        ca: rootPem,
        lookup: (_name, lookupOptions, done) =>
          lookupOptions.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
        agent: false,
        timeout: 30_000,
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString('utf8'),
          }),
        );
        response.on('error', reject);
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`${url} did not answer in 30 seconds.`)));
    asked.on('error', reject);
    asked.end(options.body);
  });
}
