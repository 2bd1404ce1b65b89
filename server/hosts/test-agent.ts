// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { openJournalFiles } from '#agent/host/journal-files.ts';
import { EffectJournal } from '#agent/journal/effect-journal.ts';
import { Effects, type VerbRunner } from '#agent/operations/effects.ts';
import { InstallationLocks } from '#agent/operations/installation-locks.ts';
import { agentRouter } from '#agent/router.ts';
import { failure } from '#contract/failure.ts';
import type { HostId } from '#contract/ids.ts';
import { err } from '#contract/result.ts';
import type { ChannelSource } from './agent-client.ts';
import { SshError } from './ssh-connection.ts';

/** A real agent in this process, for tests: its router, journal and locks on disk; only its verbs are the test's. */
export class TestAgent implements ChannelSource {
  readonly directory = mkdtempSync(join(tmpdir(), 'hop3-agent-'));
  readonly #verbs: VerbRunner;
  readonly #channels = new Set<Socket>();
  #server: Server | null = null;
  /** Refuse new connections, as an unplugged cable does. */
  away = false;

  constructor(verbs: VerbRunner) {
    this.#verbs = verbs;
  }

  /** Starts it, or starts it anew as systemd does after a kill: what was in memory is gone. */
  async restart(): Promise<void> {
    this.#stop();
    const effects = new Effects({
      journal: new EffectJournal(openJournalFiles(join(this.directory, 'journal'))),
      locks: new InstallationLocks(openJournalFiles(join(this.directory, 'locks')), Date.now),
      verbs: this.#verbs,
      nowMs: Date.now,
      report: (error) => {
        throw error;
      },
    });
    const server = createServer(
      createHTTPHandler({
        router: agentRouter,
        createContext: () => ({
          host: '0192f0c1-2b3c-7d4e-8f50-123456789abc' as HostId,
          bundleDigest: 'ab'.repeat(32),
          effects,
          facts: () => {
            throw new Error('not asked in these tests');
          },
          read: async () => err(failure('not-found', 'There is no such installation.')),
        }),
      }),
    );
    await new Promise<void>((resolve) => server.listen(join(this.directory, 'agent.sock'), resolve));
    this.#server = server;
  }

  async exec(): Promise<Socket> {
    if (this.away) {
      throw new SshError(failure('host-unreachable', 'The server cannot be reached.'), { transient: true });
    }
    const socket = connect(join(this.directory, 'agent.sock'));
    this.#channels.add(socket);
    socket.once('close', () => this.#channels.delete(socket));
    return socket;
  }

  /** The network breaks; the agent goes on. */
  dropConnections(): void {
    for (const channel of this.#channels) channel.destroy();
  }

  remove(): void {
    this.#stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #stop(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = null;
  }
}
