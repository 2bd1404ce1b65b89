// SPDX-License-Identifier: AGPL-3.0-or-later
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { failure } from '#contract/failure.ts';
import { connectionOptions } from '#server/database/connection-options.ts';
import { isDatabaseAway } from '#server/database/is-database-away.ts';
import { readSecretFile } from '#server/database/secret-file.ts';
import { agentDirectory, homePaths, processEnvironment } from '#server/home.ts';
import { loadAgentRuntime } from '#server/hosts/agent-runtime.ts';
import { errorFields, jsonLog } from '#server/worker/log.ts';
import { answerLine, type SignerParts } from './answer-line.ts';
import { readConnectedHost, readJustification } from './queries.ts';
import { MAX_REQUEST_BYTES, type SignerAnswer } from './signer-protocol.ts';
import { loadTicketKey } from './ticket-key.ts';

const log = jsonLog('signer');
const DATABASE_PATIENCE_MS = 60_000;
const IDLE_MS = 30_000;

class CannotStart extends Error {}

async function main(): Promise<void> {
  const environment = processEnvironment.extend(agentDirectory).parse(process.env);
  const paths = homePaths(environment.HOP3_HOME);
  const url = await readSecretFile(paths.secret('signer', 'database-url'));
  if (url === null) throw new CannotStart("The signer's secret database-url is missing; npm start makes it.");
  const sql = postgres({ ...connectionOptions(url), max: 2, idle_timeout: 120, onnotice: () => {} });
  await untilDatabaseAnswers(sql);
  const parts: SignerParts = {
    key: await loadTicketKey(paths.secret('signer', 'ticket-key.pem')),
    look: (request) => readJustification(sql, request),
    connectedHost: (id) => readConnectedHost(sql, id),
    runtime: (architecture) => loadAgentRuntime(environment.HOP3_AGENT_DIRECTORY, architecture),
    nowMs: () => Date.now(),
  };

  const server = createServer((socket) => serve(socket, parts));
  await rm(paths.signerSocket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(paths.signerSocket, resolve);
  });
  await chmod(paths.signerSocket, 0o660);
  log('info', 'the signer is ready');

  const stop = async () => {
    server.close();
    await Promise.race([sql.end({ timeout: 1 }), sleep(2_000)]);
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

function serve(socket: Socket, parts: SignerParts): void {
  let received = '';
  let answers = Promise.resolve();
  socket.setEncoding('utf8');
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    received += chunk;
    if (received.length > MAX_REQUEST_BYTES) {
      socket.destroy();
      return;
    }
    const lines = received.split('\n');
    received = lines.pop() ?? '';
    for (const line of lines) {
      answers = answers.then(async () => {
        const answer = await safeAnswer(line, parts);
        if ('refused' in answer) log('warn', 'a ticket was refused', { why: answer.refused.message });
        if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`);
      });
    }
  });
}

async function safeAnswer(line: string, parts: SignerParts): Promise<SignerAnswer> {
  try {
    return await answerLine(line, parts);
  } catch (error) {
    log('error', 'a request could not be judged', errorFields(error));
    if (isDatabaseAway(error)) return { later: true };
    return { refused: failure('internal', 'The database could not be asked whether this is permitted.') };
  }
}

async function untilDatabaseAnswers(sql: postgres.Sql): Promise<void> {
  const giveUpMs = Date.now() + DATABASE_PATIENCE_MS;
  for (;;) {
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (Date.now() > giveUpMs) {
        throw new CannotStart('The database did not answer for 60 seconds. Is PostgreSQL running?', {
          cause: error,
        });
      }
      await sleep(500);
    }
  }
}

main().catch((error) => {
  log('error', error instanceof CannotStart ? error.message : 'the signer could not start', {
    ...(error instanceof CannotStart ? {} : errorFields(error)),
  });
  process.exit(1);
});
