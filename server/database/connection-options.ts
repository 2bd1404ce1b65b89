// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Options } from 'postgres';

/**
 * Options for postgres.js of a URL. It reads `?host=/directory` and `%2Fdirectory` as libpq does, which postgres.js
 * does not.
 */
export function connectionOptions(url: string): Options<Record<string, never>> {
  const parsed = new URL(url);
  const named = parsed.searchParams.get('host') ?? decodeURIComponent(parsed.hostname);
  const port = Number(parsed.searchParams.get('port') ?? (parsed.port === '' ? 5432 : parsed.port));
  const sslmode = parsed.searchParams.get('sslmode');
  return {
    ...(named.startsWith('/') ? { path: `${named}/.s.PGSQL.${port}` } : { host: named || 'localhost', port }),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    user: decodeURIComponent(parsed.username),
    pass: decodeURIComponent(parsed.password),
    ...(sslmode === 'require' ? { ssl: 'require' as const } : {}),
    ...(sslmode === 'verify-full' ? { ssl: 'verify-full' as const } : {}),
  };
}
