// SPDX-License-Identifier: AGPL-3.0-or-later
import { connect, type Socket } from 'node:net';
import { isListening } from '#agent/host/endpoint-probe.ts';
import type { PrivateEndpoint } from '#contract/rootd-api.ts';
import { heldAt, type RouteFile } from './route-file.ts';

const LOOK_EVERY_MS = 100;
const CONNECT_MS = 2000;
/** Without a hold it is most likely a crash, which systemd mends within seconds. */
const UNHELD_PATIENCE_MS = 5000;

export interface WaitingRoomPorts {
  /** The route of a site, by its user; null when it has none. Read again whenever it matters. */
  readonly routeOf: (user: string) => Promise<RouteFile | null>;
  readonly nowMs: () => number;
}

/** What became of a visitor: a connection to the app, or why there is none. `waited`: there was none at once. */
export type Turn =
  | { readonly kind: 'in'; readonly socket: Socket; readonly route: RouteFile; readonly waited: boolean }
  | { readonly kind: 'closed' | 'away' | 'left' };

/**
 * Where visitors wait for an app. While it is held nobody goes in, though it may listen: it is about to be stopped, or
 * was started for our own checks. However many wait for one app, it is looked for once at a time.
 */
export class WaitingRoom {
  readonly #ports: WaitingRoomPorts;
  readonly #looking = new Map<string, Promise<boolean>>();

  constructor(ports: WaitingRoomPorts) {
    this.#ports = ports;
  }

  async turn(user: string, left: AbortSignal): Promise<Turn> {
    const { routeOf, nowMs } = this.#ports;
    const fromMs = nowMs();
    let patienceMs = 0;
    for (let waited = false; ; waited = true) {
      const route = await routeOf(user);
      if (left.aborted) return { kind: 'left' };
      if (!route) return { kind: 'away' };
      const held = heldAt(route, nowMs());
      if (held === 'closed') return { kind: 'closed' };
      if (held === 'no') {
        const socket = await connectTo(route.endpoint);
        // Nobody must slip in between.
        const now = socket && (await routeOf(user));
        if (socket && now && !left.aborted && heldAt(now, nowMs()) === 'no')
          return { kind: 'in', socket, route, waited };
        socket?.destroy();
      }
      patienceMs = Math.max(
        patienceMs,
        Math.min(route.patienceMs, held === 'wait' ? Number.POSITIVE_INFINITY : UNHELD_PATIENCE_MS),
      );
      if (nowMs() - fromMs >= patienceMs) return { kind: 'away' };
      await this.#change(user, fromMs + patienceMs, left);
    }
  }

  /** Until it can be tried again, or waiting longer is no use. */
  async #change(user: string, untilMs: number, left: AbortSignal): Promise<void> {
    while (!(await this.#look(user))) {
      if (left.aborted || this.#ports.nowMs() >= untilMs) return;
    }
  }

  /** Whether, a moment from now, there is something to do for those who wait. */
  #look(user: string): Promise<boolean> {
    const known = this.#looking.get(user);
    if (known) return known;
    const look = new Promise<void>((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      .then(async () => {
        const route = await this.#ports.routeOf(user);
        if (!route) return true;
        const held = heldAt(route, this.#ports.nowMs());
        return held === 'no' ? isListening(route.endpoint) : held === 'closed';
      })
      .finally(() => this.#looking.delete(user));
    this.#looking.set(user, look);
    return look;
  }
}

function connectTo(endpoint: PrivateEndpoint): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket =
      endpoint.kind === 'socket'
        ? connect(endpoint.path)
        : connect({ host: '127.0.0.1', port: endpoint.port });
    const end = (connected: Socket | null) => {
      clearTimeout(timer);
      socket.off('connect', onConnect);
      socket.off('error', onError);
      if (!connected) socket.on('error', () => undefined).destroy();
      resolve(connected);
    };
    const timer = setTimeout(() => end(null), CONNECT_MS);
    const onConnect = () => end(socket);
    const onError = () => end(null);
    socket.on('connect', onConnect);
    socket.on('error', onError);
  });
}
