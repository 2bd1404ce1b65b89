// SPDX-License-Identifier: AGPL-3.0-or-later
import { setTimeout as sleep } from 'node:timers/promises';
import ssh2 from 'ssh2';
import type { Failure } from '#contract/failure.ts';
import { failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { PreflightLine } from '#contract/site-api.ts';
import { inOrganisation } from '#server/database/connection.ts';
import { recordHost } from '#server/deploy/commands.ts';
import { type OperationRecord, ownNamesOn, trustedCertificates } from '#server/deploy/queries.ts';
import type { HostConnectionWork } from '#server/deploy/step.ts';
import { sayHello } from '#server/hosts/agent-client.ts';
import { bootstrapHost } from '#server/hosts/bootstrap-host.ts';
import { signHostAuthority } from '#server/hosts/ca-root.ts';
import { checkHost } from '#server/hosts/host-checks.ts';
import { removeAgent } from '#server/hosts/remove-agent.ts';
import { openRootShell } from '#server/hosts/root-shell.ts';
import { SshConnection, SshError } from '#server/hosts/ssh-connection.ts';
import { deleteSecrets } from '#server/secrets/sealed-secrets.ts';
import { bootstrapMeans } from './bootstrap-means.ts';
import { askFacts, reaching } from './host-links.ts';
import type { WorkerServices } from './services.ts';

/** Connecting and disconnecting a host, with the real host behind it. */
export function hostConnectionWork(services: WorkerServices, record: OperationRecord): HostConnectionWork {
  const { host, organisation } = record;
  const client = () => services.links.client(host);

  return {
    check: async () => {
      const means = await bootstrapMeans(services, record);
      if (!means.ok) return means;
      const look = () =>
        withConnection(new SshConnection(means.value.target), async (connection) => {
          const shell = await openRootShell(connection, means.value.sudoPassword);
          if (!shell.ok) return shell;
          const { lines } = await checkHost(shell.value);
          const failed = lines.filter((line) => line.state === 'failed');
          if (failed.length > 0) return err(unsuitable(failed));
          const system = lines.find((line) => line.id === 'system')?.text ?? '';
          return ok({ osName: /^It runs (.+?)\.(?: |$)/.exec(system)?.[1] ?? system });
        });
      // It only looks, and a server that was just switched on sometimes drops its first connections.
      for (let pauses = 0; pauses < 3; pauses++) {
        const looked = await look();
        if (looked.ok || looked.error.code !== 'host-unreachable') return looked;
        await sleep(2000);
      }
      return look();
    },

    install: async (say, signal) => {
      const means = await bootstrapMeans(services, record);
      if (!means.ok) return means;
      const publicKeyPem = await services.signer.publicKeyPem();
      if (!publicKeyPem.ok) return publicKeyPem;
      services.links.forget(host.id);
      const install = () =>
        bootstrapHost({
          target: means.value.target,
          sudoPassword: means.value.sudoPassword,
          agentDirectory: services.agentDirectory,
          bridgePrivateKey: services.sshPrivateKey,
          input: {
            host: host.id,
            ticketPublicKeyPem: publicKeyPem.value,
            epoch: host.epoch,
            bridgePublicKey: publicKeyLine(services.sshPrivateKey),
            extraCaPem: [...means.value.extraCaPem],
            npmRegistry: services.registries.npm,
            pipIndexUrl: services.registries.pip,
          },
          onCheck: (line) => say(line.text),
          onNote: say,
          onLog: say,
        });
      // It may be repeated, and a server that was just switched on sometimes drops its first connections.
      let done = await install();
      if (!done.ok && done.error.code === 'host-unreachable' && !signal.aborted) {
        say('The connection was lost; trying once more.');
        done = await install();
      }
      if (!done.ok) return done;
      await recordHost(services.db, organisation, host.id, { runtimeDigest: done.value.runtimeDigest });
      return ok({ bundleDigest: done.value.runtimeDigest });
    },

    uninstall: async (say) => {
      services.links.forget(host.id);
      const means = await bootstrapMeans(services, record);
      if (!means.ok) return means;
      return withConnection(new SshConnection(means.value.target), async (connection) => {
        const shell = await openRootShell(connection, means.value.sudoPassword);
        return shell.ok ? removeAgent(shell.value, say) : shell;
      });
    },

    hello: async () => {
      const hello = await reaching(() => sayHello(client()));
      if (!hello.ok) return hello;
      if (!hello.value.ok) return hello.value;
      const { contract } = hello.value.value;
      await recordHost(services.db, organisation, host.id, { agentContract: contract });
      return ok(hello.value.value);
    },

    facts: () => askFacts(client()),

    signAuthority: async (csrPem) => {
      const own = await ownNamesOn(services.db, host);
      const [first, ...others] = host.domainSuffix === null ? own : [host.domainSuffix, ...own];
      if (first === undefined) throw new Error('a host without any name needs no authority');
      const { siteRoot: root } = services;
      const signed = await signHostAuthority({
        root,
        csrPem,
        hostName: host.name,
        permitted: [first, ...others],
      });
      return signed.ok ? ok({ ...signed.value, rootPem: root.certificatePem }) : signed;
    },

    trustedCertificates: () => trustedCertificates(services.db, host.organisationId ?? organisation),

    recordFacts: (facts) => recordHost(services.db, organisation, host.id, { facts }),

    forgetBootstrap: () =>
      inOrganisation(services.db, organisation, (tx) =>
        deleteSecrets(tx, { table: 'hosts', row: host.id, column: 'bootstrap-password' }),
      ),
  };
}

async function withConnection<T>(
  connection: SshConnection,
  work: (connection: SshConnection) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  try {
    return await work(connection);
  } catch (error) {
    if (error instanceof SshError) return err(error.failure);
    throw error;
  } finally {
    connection.close();
  }
}

function unsuitable(lines: readonly PreflightLine[]): Failure {
  const remedy = lines.map((line) => line.remedy).find((text) => text !== null);
  return failure('host-unsuitable', lines.map((line) => line.text).join(' '), {
    ...(remedy ? { remedy } : {}),
  });
}

/** `ssh-ed25519 AAAA…` of an OpenSSH private key. */
export function publicKeyLine(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw new Error('The SSH key of the control plane is damaged.', { cause: key });
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}
