// SPDX-License-Identifier: AGPL-3.0-or-later
import { createServer } from 'node:net';
import { StartRefused } from './say.ts';

const TRIES = 20;

const isFree = (port: number, address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });

/** The first free TCP port from `wanted` on. */
export async function freePort(wanted: number, address: string): Promise<number> {
  for (let port = wanted; port < wanted + TRIES; port++) if (await isFree(port, address)) return port;
  throw new StartRefused(`No free port between ${wanted} and ${wanted + TRIES - 1}: set HOP3_PORT.`);
}
