// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { hostId } from './ids.ts';

/**
 * What is given to `bootstrap.mjs` (on stdin, as JSON): over SSH as root when a server is connected, and by the host's own
 * door when the bundle changed (contract/runtime-door.ts). It is idempotent. It makes the users and
 * directories, installs the distribution's packages that we need (nginx, nftables, mmdebstrap, socat, restic ...),
 * places the runtime under /opt/hop3/runtime/<digest>, writes trust.json (host id, ticket public key, epoch),
 * the units (hop3-rootd.socket/.service, hop3-agent.service, the timers of what the host does alone) and the bridge's authorized key
 * (`restrict,command=…` for user hop3-bridge: joined to the agent's socket, or to the door's), and starts them.
 * Prints JSON lines: {"note": text} … {"done": true} or {"failed": Failure}.
 */
export const bootstrapInput = z.strictObject({
  host: hostId,
  ticketPublicKeyPem: z.string(),
  epoch: z.int(),
  bridgePublicKey: z.string().regex(/^ssh-ed25519 [A-Za-z0-9+/=]+$/),
  /** Extra CA certificates (PEM) that this host trusts for downloads: a corporate proxy's. */
  extraCaPem: z.array(z.string()),
  /** Registries of the control plane's own configuration; null for the tools' defaults. */
  npmRegistry: z.url().nullable(),
  pipIndexUrl: z.url().nullable(),
  goProxy: z.url().nullable(),
  mavenRepository: z.url().nullable(),
  /** Directory on the host that holds the uploaded runtime: bin/node, lib/npm, agent.mjs, rootd.mjs. */
  runtimeDirectory: z.string().regex(/^\/opt\/hop3\/runtime\/[0-9a-f]{16,64}$/),
});
export type BootstrapInput = z.infer<typeof bootstrapInput>;
