// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from 'node:http';
import { createTRPCClient, httpLink } from '@trpc/client';
import type { AgentRouter } from '#agent/router.ts';
import { startEffectOutput } from '#contract/agent-api.ts';
import { effectProgress } from '#contract/effect.ts';
import { failureSchema } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { rootdVerbs } from '#contract/rootd-api.ts';
import { AgentAway, type AgentPort } from './keep-promises.ts';

/** Longer than the longest poll. */
const ANSWER_TIMEOUT_MS = 60_000;

/** The agent of this host, by its socket. */
export function agentAt(socketPath: string): AgentPort {
  const client = createTRPCClient<AgentRouter>({
    links: [
      httpLink({
        url: 'http://agent',
        fetch: (url, options) =>
          fetchBySocket(socketPath, {
            url: new URL(String(url)),
            method: options?.method ?? 'GET',
            headers: Object.fromEntries(new Headers(options?.headers as HeadersInit)),
            body: typeof options?.body === 'string' ? options.body : null,
          }),
      }),
    ],
  });
  return {
    installations: () =>
      reaching(async () => {
        const answer = await client.read.query({ verb: 'host.installations', input: {} });
        if (!answer.ok) return err(failureSchema.parse(answer.error));
        return ok(rootdVerbs['host.installations'].output.parse(answer.value).installations);
      }),
    start: (effect) =>
      reaching(async () => startEffectOutput.parse(await client.effects.start.mutate(effect))),
    wait: (asked) => reaching(async () => effectProgress.parse(await client.effects.wait.query(asked))),
    release: (operation) => reaching(() => client.operations.release.mutate({ operation })),
  };
}

/** The client wraps what our own fetch throws. */
async function reaching<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      if (cause instanceof AgentAway) throw cause;
    }
    throw error;
  }
}

function fetchBySocket(
  socketPath: string,
  asked: { url: URL; method: string; headers: Record<string, string>; body: string | null },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const away = (cause: Error) => {
      clearTimeout(timer);
      reject(new AgentAway('the agent does not answer', { cause }));
    };
    const outgoing = request({
      socketPath,
      path: `${asked.url.pathname}${asked.url.search}`,
      method: asked.method,
      headers: {
        ...asked.headers,
        ...(asked.body === null ? {} : { 'content-length': Buffer.byteLength(asked.body) }),
      },
    });
    const timer = setTimeout(() => outgoing.destroy(new Error('no answer in time')), ANSWER_TIMEOUT_MS);
    outgoing.on('error', away);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', away);
      incoming.on('end', () => {
        clearTimeout(timer);
        resolve(
          new Response(Buffer.concat(chunks), {
            status: incoming.statusCode ?? 500,
            headers: { 'content-type': incoming.headers['content-type'] ?? 'application/json' },
          }),
        );
      });
    });
    outgoing.end(asked.body ?? undefined);
  });
}
