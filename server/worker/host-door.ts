// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import type { OperationId } from '#contract/ids.ts';
import { ok, type Result } from '#contract/result.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import { sayHello } from '#server/hosts/agent-client.ts';
import type { AgentRuntime } from '#server/hosts/agent-runtime.ts';
import { askAtDoor } from '#server/hosts/runtime-door.ts';
import { SshConnection } from '#server/hosts/ssh-connection.ts';
import { withConnection } from '#server/hosts/with-connection.ts';
import { inputDigestOf } from '#server/signer/input-digest.ts';
import { bridgeTarget, reachingWithin } from './host-links.ts';
import type { WorkerServices } from './services.ts';

/** The new agent has just been started. */
const GREETING_PATIENCE_MS = 30_000;

/** Replaces our program on a connected host by `runtime`, this site's own; done when the new agent has said hello. */
export async function renewByDoor(
  services: WorkerServices,
  host: HostRow,
  { runtime, say }: { readonly runtime: AgentRuntime; readonly say: (line: string) => void },
): Promise<Result<{ bundleDigest: string }, Failure>> {
  const { architecture, archivePath } = runtime;
  const permitted = await services.signer.runtimeTicket({ host: host.id, architecture });
  if (!permitted.ok) return permitted;
  const { ticket, input } = permitted.value;
  const renewed = await atDoor(services, host, (connection) =>
    askAtDoor(connection, {
      request: { verb: 'runtime.replace', input, ticket },
      ...{ archivePath, onNote: say, onLog: say },
    }),
  );
  if (!renewed.ok) return renewed;
  services.links.forget(host.id);
  const hello = await reachingWithin(GREETING_PATIENCE_MS, () => sayHello(services.links.client(host)));
  if (!hello.ok) return hello;
  return hello.value.ok ? ok({ bundleDigest: hello.value.value.bundleDigest }) : hello.value;
}

/** Takes our program off a connected host, for an operation that may. */
export async function removeByDoor(
  services: WorkerServices,
  host: HostRow,
  asked: {
    readonly operation: OperationId;
    readonly deleteBackups: boolean;
    readonly say: (line: string) => void;
  },
): Promise<Result<void, Failure>> {
  const verb = 'runtime.remove';
  const input = { deleteBackups: asked.deleteBackups };
  const ticket = await services.signer.ticket({
    operation: asked.operation,
    host: host.id,
    installation: null,
    verb,
    inputDigest: inputDigestOf(input),
    manifestDigest: null,
  });
  if (!ticket.ok) return ticket;
  const removed = await atDoor(services, host, (connection) =>
    askAtDoor(connection, {
      request: { verb, input, ticket: ticket.value },
      ...{ onNote: asked.say, onLog: asked.say },
    }),
  );
  return removed.ok ? ok(undefined) : removed;
}

function atDoor<T>(
  services: WorkerServices,
  host: HostRow,
  ask: (connection: SshConnection) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  return withConnection(new SshConnection(bridgeTarget(host, services.sshPrivateKey)), ask);
}
