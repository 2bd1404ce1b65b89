// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from 'node:http';
import { connect } from 'node:net';
import type { PrivateEndpoint } from '#contract/rootd-api.ts';

const CONNECT_MS = 2000;
const LARGEST_BODY = 1024 * 1024;

const address = (endpoint: PrivateEndpoint) =>
  endpoint.kind === 'socket' ? { path: endpoint.path } : { host: '127.0.0.1', port: endpoint.port };

/** Whether something accepts connections there. */
export function isListening(endpoint: PrivateEndpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address(endpoint));
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(CONNECT_MS, () => end(false));
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}

export interface Answer {
  readonly status: number;
  /** At most the first MiB. */
  readonly body: string;
}

/** One GET of an app at its private endpoint; null when it does not answer in time. */
export function getPrivately(asked: {
  readonly endpoint: PrivateEndpoint;
  readonly path: string;
  /** As the proxy would set it. */
  readonly authority: string;
  readonly timeoutMs: number;
}): Promise<Answer | null> {
  const { endpoint, path, authority, timeoutMs } = asked;
  return new Promise((resolve) => {
    const ask = request({
      ...(endpoint.kind === 'socket'
        ? { socketPath: endpoint.path }
        : { host: '127.0.0.1', port: endpoint.port }),
      path,
      headers: {
        host: authority,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': authority,
        'x-forwarded-for': '127.0.0.1',
        'x-real-ip': '127.0.0.1',
        connection: 'close',
      },
    });
    const timer = setTimeout(() => ask.destroy(), timeoutMs);
    const end = (answer: Answer | null) => {
      clearTimeout(timer);
      resolve(answer);
    };
    ask.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > LARGEST_BODY) response.destroy();
      });
      response.on('close', () =>
        end({ status: response.statusCode ?? 0, body: body.slice(0, LARGEST_BODY) }),
      );
      response.on('error', () => undefined);
    });
    ask.on('error', () => end(null));
    ask.end();
  });
}
