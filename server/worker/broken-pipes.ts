// SPDX-License-Identifier: AGPL-3.0-or-later
import type { EventEmitter } from 'node:events';

interface PooledClient {
  readonly connection: { readonly stream: EventEmitter };
}

/** What of a pool of `pg` is needed here. */
export interface ClientPool {
  on(event: 'connect', listener: (client: PooledClient) => void): unknown;
  /** Those that are open already. */
  readonly _clients: readonly PooledClient[];
}

/**
 * Writing to a PostgreSQL that died a moment ago fails with EPIPE. DBOS tries again after a reset and not after that, so
 * an operation would be left in the middle, with nobody to go on with it: to this pool the two are the same.
 */
export function takeBrokenPipesForResets(pool: ClientPool): void {
  const watch = ({ connection }: PooledClient) =>
    connection.stream.prependListener('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') error.code = 'ECONNRESET';
    });
  pool.on('connect', watch);
  pool._clients.forEach(watch);
}
