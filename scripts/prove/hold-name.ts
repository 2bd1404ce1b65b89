// SPDX-License-Identifier: AGPL-3.0-or-later
import { createServer } from 'node:net';

/**
 * Holds the name of a laboratory on this computer, because its servers are called by it: a second one would remove
 * them. The kernel lets go when this process ends, however it ends (an abstract Unix socket, which leaves no file).
 * Fails at once when another process holds the name.
 */
export function holdName(name: string): Promise<{ release(): void }> {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Another run on this computer works with the servers of "${name}". Begin again when it has ended.`,
            )
          : error,
      ),
    );
    server.listen(`\0hop3-laboratory-${name}`, () => resolve({ release: () => void server.close() }));
  });
}
