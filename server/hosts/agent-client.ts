// SPDX-License-Identifier: AGPL-3.0-or-later
import { Agent, request } from 'node:http';
import { Duplex } from 'node:stream';
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import type { AgentRouter } from '#agent/router.ts';
import { AGENT_CONTRACT_VERSION, helloOutput } from '#contract/agent-api.ts';
import { type Failure, failure, failureSchema } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { type RootdOutput, rootdVerbs } from '#contract/rootd-api.ts';
import { SshError } from './ssh-connection.ts';

export type AgentClient = TRPCClient<AgentRouter>;

/** What gives a channel for each connection: an SshConnection. Rejects with SshError. */
export interface ChannelSource {
  exec(command: string): Promise<Duplex>;
}

/** Longest answer taken from a host. */
const LARGEST_ANSWER = 32 * 1024 * 1024;
/** Longer than the longest poll (25 s). */
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * A typed client of a host's agent. Each HTTP connection is an SSH channel: the forced command of the bridge's
 * key joins it to the agent's socket, whatever command line is asked for.
 */
export function agentClient(connection: ChannelSource): AgentClient {
  const agent = new ChannelAgent(connection);
  return createTRPCClient<AgentRouter>({
    links: [
      httpLink({
        url: 'http://agent',
        fetch: (url, options) =>
          fetchThrough(agent, {
            url: new URL(String(url)),
            method: options?.method ?? 'GET',
            headers: Object.fromEntries(new Headers(options?.headers as HeadersInit)),
            body: typeof options?.body === 'string' ? options.body : null,
            signal: options?.signal ?? null,
          }),
      }),
    ],
  });
}

/** Is it our agent, and one we understand? Throws SshError (or TRPCClientError around it) when the host is away. */
export async function sayHello(client: AgentClient): Promise<Result<typeof helloOutput._output, Failure>> {
  const hello = helloOutput.safeParse(await client.hello.query());
  if (!hello.success) return err(failure('agent-outdated', 'What answers on the server is not our program.'));
  const { contract } = hello.data;
  if (contract !== AGENT_CONTRACT_VERSION && contract !== AGENT_CONTRACT_VERSION - 1) {
    return err(
      failure(
        'agent-outdated',
        `The program on the server speaks version ${contract}, this site ${AGENT_CONTRACT_VERSION}.`,
        {
          remedy: 'Connect the server again: that brings it up to date.',
        },
      ),
    );
  }
  return ok(hello.data);
}

type ReadVerb =
  | 'installation.status'
  | 'installation.inventory'
  | 'host.installations'
  | 'logs.read'
  | 'root.parts'
  | 'backup.book'
  | 'backup.books';

/** A read-only verb, its answer parsed. Throws as the client does when the host is away. */
export async function readFromHost<V extends ReadVerb>(
  client: AgentClient,
  verb: V,
  input: Readonly<Record<string, string | number | null>>,
): Promise<Result<RootdOutput<V>, Failure>> {
  const answer = await client.read.query({ verb, input });
  if (!answer.ok) return err(failureSchema.parse(answer.error));
  const output = rootdVerbs[verb].output.safeParse(answer.value);
  if (!output.success)
    return err(failure('agent-outdated', `The server's answer to "${verb}" is not understood.`));
  return ok(output.data as RootdOutput<V>);
}

/** Why an attempt to talk failed, when it is the connection and not a bug: for retrying. */
export function connectionFailure(error: unknown): SshError | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof SshError) return cause;
  }
  return null;
}

class ChannelAgent extends Agent {
  readonly #connection: ChannelSource;

  constructor(connection: ChannelSource) {
    super({ keepAlive: true, maxSockets: 8, maxFreeSockets: 3 });
    this.#connection = connection;
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#connection.exec('hop3').then(
      (channel) => callback?.(null, asSocket(channel)),
      // The second argument is not read when there is an error.
      (error: Error) => callback?.(error, undefined as never),
    );
  }
}

/** node:http calls these on what it believes to be a TCP socket; a channel has no such things. */
function asSocket(channel: Duplex): Duplex {
  const same = () => channel;
  // A channel that the other side closed stays writable, and an Agent keeps what is writable for the next request,
  // which nobody would ever answer. The channel's own `destroy` only says goodbye to the other side.
  channel.once('close', () => Duplex.prototype.destroy.call(channel));
  return Object.assign(channel, {
    setTimeout: same,
    setNoDelay: same,
    setKeepAlive: same,
    ref: same,
    unref: same,
  });
}

interface ChannelRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly signal: AbortSignal | null;
}

async function fetchThrough(agent: ChannelAgent, asked: ChannelRequest): Promise<Response> {
  try {
    return await fetchOnce(agent, asked);
  } catch (error) {
    // A kept channel that the other side had closed meanwhile; every call may be made twice.
    if (error instanceof StaleChannel && !asked.signal?.aborted) return fetchOnce(agent, asked);
    throw error;
  }
}

class StaleChannel extends SshError {}

function fetchOnce(agent: ChannelAgent, asked: ChannelRequest): Promise<Response> {
  return new Promise((resolve, reject) => {
    const broken = (cause: Error) => {
      clearTimeout(timer);
      if (cause instanceof SshError || asked.signal?.aborted) return reject(cause);
      const why = failure('host-unreachable', 'The connection to the server was lost.', {
        detail: cause.message,
      });
      reject(
        outgoing.reusedSocket
          ? new StaleChannel(why, { transient: true, cause })
          : new SshError(why, { transient: true, cause }),
      );
    };
    const outgoing = request(asked.url, {
      agent,
      method: asked.method,
      headers: {
        ...asked.headers,
        ...(asked.body === null ? {} : { 'content-length': Buffer.byteLength(asked.body) }),
      },
      ...(asked.signal ? { signal: asked.signal } : {}),
    });
    const timer = setTimeout(() => {
      // Not left to the request: it says so only when its socket has closed.
      broken(new Error('no answer in time'));
      outgoing.destroy();
    }, ANSWER_TIMEOUT_MS);
    outgoing.on('error', broken);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > LARGEST_ANSWER) outgoing.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      incoming.on('error', broken);
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
