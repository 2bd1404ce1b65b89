// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AgentVerb } from '#contract/agent-api.ts';
import type { InstallationId, OperationId } from '#contract/ids.ts';
import type { SandboxHost } from '#sandbox/sandbox.ts';
import { agentClient } from '#server/hosts/agent-client.ts';
import { runEffect, type VerbInput } from '#server/hosts/run-effect.ts';
import { SshConnection } from '#server/hosts/ssh-connection.ts';

/** Has the agent of a sandbox host make checks of a package, which no operation makes: seeds, counts. */
export interface AgentChecks {
  /** Gives what was counted, or null; throws with the failure's words. */
  run<V extends AgentVerb>(verb: V, input: VerbInput<V>): Promise<number | null>;
  close(): void;
}

export async function agentChecks(
  sandbox: SandboxHost,
  of: {
    readonly installation: InstallationId;
    readonly password: string;
    readonly told: (text: string) => void;
  },
): Promise<AgentChecks> {
  const connection = new SshConnection({
    address: sandbox.address,
    port: sandbox.sshPort,
    username: sandbox.sshUser,
    hostKey: sandbox.hostKey,
    credential: { privateKey: await readFile(sandbox.maintenanceKeyPath, 'utf8') },
  });
  const client = agentClient({
    exec: () => connection.exec('socat STDIO UNIX-CONNECT:/run/hop3-agent/agent.sock'),
  });
  return {
    async run(verb, input) {
      const operation = randomUUID() as OperationId;
      const done = await runEffect({
        client,
        effect: { id: `try/${operation}/${verb}`, operation, installation: of.installation, verb, input },
        secrets: { 'admin.password': of.password },
        issueTicket: () => Promise.reject(new Error('checks need no ticket')),
        onEvent: ({ kind, text }) => {
          if (kind === 'note') of.told(text);
        },
      });
      await client.operations.release.mutate({ operation });
      if (!done.ok) throw new Error(`${done.error.message}\n${done.error.detail ?? ''}`);
      return 'count' in done.value ? done.value.count : null;
    },
    close: () => connection.close(),
  };
}
