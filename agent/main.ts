// SPDX-License-Identifier: AGPL-3.0-or-later
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { z } from 'zod';
import { failure } from '#contract/failure.ts';
import { hostId } from '#contract/ids.ts';
import { err } from '#contract/result.ts';
import { checkVerbRunner } from './check/check-verbs.ts';
import { hostFactsOf } from './facts/host-facts.ts';
import { holdServer } from './hold/hold-server.ts';
import { routeFile, routePath } from './hold/route-file.ts';
import { WaitingRoom } from './hold/waiting-room.ts';
import { idleMemory } from './host/idle-memory.ts';
import { openJournalFiles } from './host/journal-files.ts';
import { LinuxHost } from './host/linux-host.ts';
import { bundleDigestOf, openSocketToGroup, removeStaleSocket } from './host/own-runtime.ts';
import { paths } from './host/paths.ts';
import { readSystemFacts } from './host/system-facts.ts';
import { EffectJournal, fileName } from './journal/effect-journal.ts';
import { Effects } from './operations/effects.ts';
import { InstallationLocks } from './operations/installation-locks.ts';
import { callRootd, RootdUnavailable, readFromRootd } from './operations/rootd-client.ts';
import { verbRunner } from './operations/verb-runner.ts';
import { type AgentContext, agentRouter } from './router.ts';

/** Set by hop3-agent.service; the paths may differ in tests only. */
const environment = z
  .object({
    HOP3_HOST: hostId,
    HOP3_AGENT_SOCKET: z.string().startsWith('/').default(paths.agentSocket),
    HOP3_AGENT_STATE: z.string().startsWith('/').default(paths.agentState),
    HOP3_ROOTD_SOCKET: z.string().startsWith('/').default(paths.rootdSocket),
    /** The disk that facts measure. */
    HOP3_STATE_DISK: z.string().startsWith('/').default('/var/lib'),
  })
  .parse(process.env);

const LARGEST_REQUEST = 16 * 1024 * 1024;
const READ_TIMEOUT_MS = 20_000;
const HOUR_MS = 3_600_000;
const GIVE_BACK_AFTER_MS = 3_000;

const journal = new EffectJournal(openJournalFiles(`${environment.HOP3_AGENT_STATE}/journal`));
const effects = new Effects({
  journal,
  locks: new InstallationLocks(openJournalFiles(`${environment.HOP3_AGENT_STATE}/locks`), Date.now),
  verbs: verbRunner({
    rootdSocket: environment.HOP3_ROOTD_SOCKET,
    agentVerb: checkVerbRunner({ rootdSocket: environment.HOP3_ROOTD_SOCKET }),
  }),
  nowMs: Date.now,
  report: (error) => console.error(error),
});

const context: AgentContext = {
  host: environment.HOP3_HOST,
  bundleDigest: bundleDigestOf(fileURLToPath(import.meta.url)),
  effects,
  facts: () => hostFactsOf(readSystemFacts(environment.HOP3_STATE_DISK)),
  read: async (verb, input) => {
    try {
      return await readFromRootd({
        socketPath: environment.HOP3_ROOTD_SOCKET,
        verb,
        input,
        timeoutMs: READ_TIMEOUT_MS,
      });
    } catch (error) {
      if (!(error instanceof RootdUnavailable)) throw error;
      return err(
        failure(
          'internal',
          'The part of our program that looks after installations does not answer on the server.',
          {
            remedy: 'It is started again by itself: try again in a minute.',
          },
        ),
      );
    }
  },
};

const server = createServer(
  createHTTPHandler({
    router: agentRouter,
    createContext: () => context,
    maxBodySize: LARGEST_REQUEST,
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') console.error(path, error.cause ?? error);
    },
  }),
);
// A bridged connection stays open between requests; whoever holds the other end closes it.
server.keepAliveTimeout = 0;

const memory = idleMemory({ afterMs: GIVE_BACK_AFTER_MS });
memory.touch();
server.on('request', (_request, response) => response.once('close', memory.touch));

journal.prune(Date.now(), () => false);
setInterval(
  () => journal.prune(Date.now(), (name) => effects.runningNames(fileName).has(name)),
  HOUR_MS,
).unref();

removeStaleSocket(environment.HOP3_AGENT_SOCKET);
server.listen(environment.HOP3_AGENT_SOCKET, () => openSocketToGroup(environment.HOP3_AGENT_SOCKET));

// The socket stays with systemd, so visitors wait in its queue while this program is started again.
const holdFd = (process.env.LISTEN_FDNAMES ?? '').split(':').indexOf('hold');
if (holdFd !== -1) {
  const host = new LinuxHost();
  const silent = { log: () => undefined, note: () => undefined };
  holdServer({
    room: new WaitingRoom({
      routeOf: async (user) => {
        const text = await host.readText(routePath(user));
        return text === null ? null : routeFile.parse(JSON.parse(text));
      },
      nowMs: Date.now,
    }),
    onNeedless: (installation) => {
      callRootd({
        socketPath: environment.HOP3_ROOTD_SOCKET,
        verb: 'route.resume',
        input: { installation, over: true },
        listener: silent,
        timeoutMs: READ_TIMEOUT_MS,
      }).catch((error: unknown) => console.error(error));
    },
    nowMs: Date.now,
  }).listen({ fd: 3 + holdFd });
}

process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  process.exit();
});
