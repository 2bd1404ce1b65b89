// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from 'node:http';
import superjson, { type SuperJSONResult } from 'superjson';
import { z } from 'zod';
import { failureSchema } from '#contract/failure.ts';
import { domainName } from '#contract/ids.ts';
import { plannedStep } from '#contract/operation.ts';
import { err, ok } from '#contract/result.ts';
import { rootdVerbs } from '#contract/rootd-api.ts';
import { domainLook } from '#contract/site-api/domains.ts';
import { probeResult } from '#contract/site-api/hosts.ts';
import { preflightLine, signInDetails } from '#contract/site-api/installations.ts';
import { mintWorkerToken } from '#server/auth/worker-token.ts';
import type { Asked, WorkerCaller, WorkerPort } from './worker-port.ts';

const TIMEOUT_MS = 40_000;
const MAX_ANSWER_BYTES = 4_000_000;

const practiceHost = z.object({
  name: z.string(),
  address: z.string(),
  sshPort: z.int(),
  sshUser: z.string(),
  hostKey: z.string(),
  domainSuffix: domainName,
  publicPort: z.int(),
});

const identity = z.object({ sshPublicKey: z.string(), rootCaPem: z.string() });

const recoverySecrets = z.object({
  backupKey: z.string(),
  siteKey: z.string().nullable(),
  targetKeys: z.record(z.string(), z.string()),
});

/** Asks the worker over its unix socket, by tRPC's HTTP protocol, with a token made for each call. */
export function workerClient(options: { socketPath: string; token: string }): WorkerPort {
  const call =
    <I, O>(kind: 'query' | 'mutation', procedure: string, output: z.ZodType<O>) =>
    (caller: WorkerCaller, input: I): Asked<O> =>
      ask({ ...options, kind, procedure, caller, input, output });
  return {
    practiceHost: (caller) => call('query', 'practiceHost', practiceHost.nullable())(caller, {}),
    identity: (caller) => call('query', 'identity', identity)(caller, {}),
    probeHost: call('query', 'probeHost', probeResult),
    preflight: call('query', 'preflight', z.array(preflightLine)),
    plan: call('query', 'plan', z.array(plannedStep)),
    lookAtDomain: call('query', 'lookAtDomain', domainLook),
    logs: call('query', 'logs', rootdVerbs['logs.read'].output),
    parts: call('query', 'parts', rootdVerbs['root.parts'].output),
    status: call('query', 'status', rootdVerbs['installation.status'].output),
    revealSignIn: call('query', 'revealSignIn', signInDetails),
    makeTargetKey: call('mutation', 'makeTargetKey', z.string()),
    checkTarget: call('query', 'checkTarget', z.null()),
    recoverySecrets: (caller) => call('mutation', 'recoverySecrets', recoverySecrets)(caller, {}),
    sealSecret: call('mutation', 'sealSecret', z.null()),
  };
}

interface Call<O> {
  socketPath: string;
  token: string;
  kind: 'query' | 'mutation';
  procedure: string;
  caller: WorkerCaller;
  input: unknown;
  output: z.ZodType<O>;
}

async function ask<O>(call: Call<O>): Asked<O> {
  let answer: { status: number; text: string };
  try {
    answer = await send(call);
  } catch (error) {
    if (error instanceof WorkerAway) return err(AWAY);
    throw error;
  }
  const envelope = answerSchema.safeParse(JSON.parse(answer.text));
  if (!envelope.success || answer.status !== 200) {
    // The worker's expected failures are values: anything else is a bug of ours, there or here.
    throw new Error(`The worker refused ${call.procedure} (${answer.status}): ${answer.text.slice(0, 500)}`);
  }
  const result = z
    .discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: call.output }),
      z.object({ ok: z.literal(false), error: failureSchema }),
    ])
    .parse(superjson.deserialize(envelope.data.result.data as SuperJSONResult));
  return result.ok ? ok(result.value as O) : err({ kind: 'failure', failure: result.error });
}

const answerSchema = z.object({
  result: z.object({ data: z.object({ json: z.unknown(), meta: z.unknown().optional() }) }),
});

const AWAY = {
  kind: 'worker-away',
  message: 'The part of Hop3 that talks to servers does not answer.',
  remedy:
    'It is started again by itself; try once more in a minute. If that does not help, look into worker.log.',
} as const;

class WorkerAway extends Error {}

function send({
  socketPath,
  token,
  kind,
  procedure,
  caller,
  input,
}: Call<unknown>): Promise<{ status: number; text: string }> {
  const serialised = JSON.stringify(superjson.serialize(input));
  const path = kind === 'query' ? `/${procedure}?input=${encodeURIComponent(serialised)}` : `/${procedure}`;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      // A connection each time: one that was kept may be closed by the worker just as the next question goes out.
      agent: false,
      socketPath,
      path,
      method: kind === 'query' ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${mintWorkerToken(token, caller)}`,
        ...(kind === 'mutation' ? { 'content-type': 'application/json' } : {}),
      },
      timeout: TIMEOUT_MS,
    });
    const away = (cause: unknown) => reject(new WorkerAway('no answer', { cause }));
    outgoing.on('error', away);
    outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) outgoing.destroy(new Error('too long an answer'));
        else chunks.push(chunk);
      });
      incoming.on('error', away);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.end(kind === 'mutation' ? serialised : undefined);
  });
}
