// SPDX-License-Identifier: AGPL-3.0-or-later
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { PAGE_HEADER, SITE_HEADER } from '#agent/plugins/proxy/contract.ts';
import type { InstallationId } from '#contract/ids.ts';
import { PAGE_POLICY, PAGES, type PageName, renderPage } from './page.ts';
import type { WaitingRoom } from './waiting-room.ts';

/**
 * Stands in for apps that cannot take a request: the proxy passes to it what it could not connect to the app for, and
 * everything while a site is closed. Nothing of such a request was sent to the app yet, so a POST is as good as a GET.
 *
 *   closed ───────────────────────────────────────→ page, 503 with Retry-After
 *   else the app may be gone into before long ─────→ request and answer are passed through as they are
 *        it may not (held too long, or it is down) → page, 503 with Retry-After
 *
 * A hold whose time is over lets everybody through here until rootd has opened the proxy's own way again.
 */
export interface HoldPorts {
  readonly room: WaitingRoom;
  /** Somebody comes here though the app is there and not held: the proxy may go to it itself again. */
  readonly onNeedless: (installation: InstallationId) => void;
  readonly nowMs: () => number;
}

const NEEDLESS_EVERY_MS = 10_000;
const MOST_WAITING = 400;
const LARGEST_HEADERS = 64 * 1024;
const USER = /^hop3-[a-z2-7]{8}$/;

export function holdServer(ports: HoldPorts): Server {
  let waiting = 0;
  const toldMs = new Map<InstallationId, number>();
  const server = createServer({ maxHeaderSize: LARGEST_HEADERS, requestTimeout: 0 }, (request, response) => {
    response.sendDate = false;
    const left = new AbortController();
    response.on('close', () => left.abort());
    // A body that nobody reads any more.
    request.on('error', () => undefined);
    waiting += 1;
    take(request, response, left.signal)
      .catch(() => sendPage(request, response, 'unanswered'))
      .finally(() => {
        waiting -= 1;
      });
  });
  // An upgrade cannot wait: whoever asks for one tries again by itself.
  server.on('upgrade', (_request, socket) => socket.destroy());
  server.keepAliveTimeout = 1000;
  return server;

  /** An app that was only away for a moment is no news, but rootd finds nothing to do then. */
  function needless(installation: InstallationId): void {
    const nowMs = ports.nowMs();
    if (nowMs - (toldMs.get(installation) ?? 0) < NEEDLESS_EVERY_MS) return;
    toldMs.set(installation, nowMs);
    ports.onNeedless(installation);
  }

  async function take(request: IncomingMessage, response: ServerResponse, left: AbortSignal): Promise<void> {
    if (headerOf(request, PAGE_HEADER) === 'unanswered') return sendPage(request, response, 'unanswered');
    const user = headerOf(request, SITE_HEADER);
    if (!USER.test(user) || waiting > MOST_WAITING) return sendPage(request, response, 'away');
    const turn = await ports.room.turn(user, left);
    if (turn.kind === 'left') return;
    if (turn.kind !== 'in') return sendPage(request, response, turn.kind);
    if (!turn.waited) needless(turn.route.installation);
    return pass(request, response, turn.socket);
  }
}

/** Of one connection only, or said by the library itself. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
  SITE_HEADER.toLowerCase(),
  PAGE_HEADER.toLowerCase(),
]);

async function pass(request: IncomingMessage, response: ServerResponse, socket: Socket): Promise<void> {
  const outgoing = httpRequest({
    createConnection: () => socket,
    method: request.method,
    path: request.url,
    headers: endToEnd(request.rawHeaders),
    setHost: false,
    maxHeaderSize: LARGEST_HEADERS,
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.on('close', () => reject(new Error('the app hung up')));
  });
  response.on('close', () => outgoing.destroy());
  // An app may answer without reading all of it.
  pipeline(request, outgoing).catch(() => undefined);
  const incoming = await answer;
  response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, endToEnd(incoming.rawHeaders));
  try {
    await pipeline(incoming, response);
  } catch {
    response.destroy();
  }
}

/** Names and values one after the other, as they came. */
function endToEnd(raw: readonly string[]): string[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 && !OF_THE_CONNECTION.has(name.toLowerCase()) ? [name, raw[index + 1] ?? ''] : [],
  );
}

function sendPage(request: IncomingMessage, response: ServerResponse, name: PageName): void {
  if (response.headersSent) return void response.destroy();
  const { status, retryAfterSeconds } = PAGES[name];
  const { type, body } = renderPage(name, headerOf(request, 'accept').includes('text/html'));
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Content-Security-Policy': PAGE_POLICY,
    'X-Content-Type-Options': 'nosniff',
    ...(retryAfterSeconds === null ? {} : { 'Retry-After': retryAfterSeconds }),
  });
  response.end(body);
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name.toLowerCase()];
  return typeof value === 'string' ? value : '';
}
