// SPDX-License-Identifier: AGPL-3.0-or-later
import { idleMemory } from '#agent/host/idle-memory.ts';
import { LinuxHost } from '#agent/host/linux-host.ts';
import { paths } from '#agent/host/paths.ts';
import { pluginsFor } from '#agent/plugins/registry.ts';
import { heldInstallations, startHeld } from './backups/hold-app.ts';
import { adoptOldCertificates } from './certificates/adopt-old-certificates.ts';
import { dispatch } from './dispatch.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import { Ledger } from './ledger.ts';
import { NonceStore } from './nonce-store.ts';
import { Records } from './records.ts';
import { serve } from './serve.ts';
import { TicketCheck } from './ticket-check.ts';
import { readTrust } from './trust.ts';
import { removeUnfinishedFiles } from './unfinished-files.ts';

/**
 * hop3-rootd: started by systemd when somebody connects to its socket, ends by itself when idle. What it holds in
 * memory is only locks: everything else is on disk.
 */
const IDLE_MS = 60_000;
const GIVE_BACK_AFTER_MS = 3_000;

const host = new LinuxHost();
const plugins = pluginsFor((await host.readText('/etc/os-release')) ?? '');
if (!plugins) throw new Error('this system is not one that we know');

await removeUnfinishedFiles(host);
const nonces = new NonceStore(host);
await nonces.prune();

const rootd = {
  context: {
    host,
    plugins,
    records: new Records(host),
    ledger: new Ledger(host),
    installations: new KeyedMutex(),
    shared: new KeyedMutex(),
  },
  tickets: new TicketCheck({ host, nonces, trust: () => readTrust(host) }),
};

await adoptOldCertificates(rootd.context);

// In turn before any request: what a killed rootd had stopped for a backup runs again.
for (const id of await heldInstallations(host)) {
  rootd.context.installations
    .run(id, () => startHeld(id, rootd.context))
    .catch((error: unknown) => console.error(error));
}

const memory = idleMemory({ afterMs: GIVE_BACK_AFTER_MS });
memory.touch();

const server = serve({
  answer: (line, listener) => dispatch(line, listener, rootd).finally(memory.touch),
  idleMs: IDLE_MS,
  // The socket stays with systemd, so whoever connects meanwhile starts us again.
  onIdle: () => process.exit(0),
  report: (error) => console.error(error),
});
if (process.env['LISTEN_FDS'] === '1') server.listen({ fd: 3 });
else server.listen(paths.rootdSocket);
