// SPDX-License-Identifier: AGPL-3.0-or-later
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { verifyWorkerToken } from '#server/auth/worker-token.ts';
import { errorFields } from './log.ts';
import { workerRouter } from './router.ts';
import type { WorkerServices } from './services.ts';

/** Serves the router on run/worker.sock, for the group of our processes; each call carries a token that web made. */
export async function serveRouter(
  services: WorkerServices,
  options: { readonly socketPath: string; readonly tokenSecret: string },
): Promise<Server> {
  const handle = createHTTPHandler({
    router: workerRouter,
    createContext: ({ req }) => {
      const [scheme, token] = (req.headers.authorization ?? '').split(' ');
      const caller =
        scheme === 'Bearer' && token !== undefined ? verifyWorkerToken(options.tokenSecret, token) : null;
      return { services, caller };
    },
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') {
        services.log('error', 'a question of web broke', { path, ...errorFields(error) });
      }
    },
  });
  const server = createServer(handle);
  await rm(options.socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.socketPath, resolve);
  });
  await chmod(options.socketPath, 0o660);
  return server;
}
