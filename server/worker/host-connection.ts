// SPDX-License-Identifier: AGPL-3.0-or-later
import ssh2 from 'ssh2';
import type { Failure } from '#contract/failure.ts';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import type { PreflightLine } from '#contract/site-api/installations.ts';
import { inOrganisation } from '#server/database/connection.ts';
import {
  type OperationRecord,
  ownNamesOn,
  readAcmeAccount,
  trustedCertificates,
} from '#server/deploy/queries.ts';
import { recordHost } from '#server/deploy/recorded-facts.ts';
import type { HostConnectionWork } from '#server/deploy/step.ts';
import { sayHello } from '#server/hosts/agent-client.ts';
import { bootstrapHost, removeAuthorizedKey } from '#server/hosts/bootstrap-host.ts';
import { signHostAuthority } from '#server/hosts/ca-root.ts';
import { checkHost } from '#server/hosts/host-checks.ts';
import { removeAgent } from '#server/hosts/remove-agent.ts';
import { openRootShell } from '#server/hosts/root-shell.ts';
import { SshConnection } from '#server/hosts/ssh-connection.ts';
import { withConnection } from '#server/hosts/with-connection.ts';
import { deleteSecrets } from '#server/secrets/sealed-secrets.ts';
import { bootstrapMeans } from './bootstrap-means.ts';
import { removeByDoor } from './host-door.ts';
import { askFacts, reaching } from './host-links.ts';
import { persistently } from './persistently.ts';
import type { WorkerServices } from './services.ts';

/** Connecting and disconnecting a host, with the real host behind it. */
export function hostConnectionWork(services: WorkerServices, record: OperationRecord): HostConnectionWork {
  const { host, organisation } = record;
  const client = () => services.links.client(host);
  const learned = (facts: Parameters<typeof recordHost>[3]) =>
    persistently(services, () => recordHost(services.db, organisation, host.id, facts));

  const removeAsWeCame = async (asked: { deleteBackups: boolean; say: (line: string) => void }) => {
    const means = await bootstrapMeans(services, record);
    if (!means.ok) return means;
    return withConnection(new SshConnection(means.value.target), async (connection) => {
      const shell = await openRootShell(connection, means.value.sudoPassword);
      return shell.ok ? removeAgent(shell.value, asked) : shell;
    });
  };

  /** What to do by hand when our first key stays on the server; that is told, and is no reason to fail. */
  const takeKeyOff = async (say: (line: string) => void): Promise<string | null> => {
    const means = await bootstrapMeans(services, record);
    if (!means.ok || means.value.sudoPassword !== null) return null;
    const closed = await removeAuthorizedKey(means.value.target, publicKeyLine(services.sshPrivateKey));
    if (closed.ok) return null;
    const told = [closed.error.message, closed.error.remedy].filter(Boolean).join(' ');
    say(told);
    return told;
  };

  return {
    check: async () => {
      const means = await bootstrapMeans(services, record);
      if (!means.ok) return means;
      return withConnection(new SshConnection(means.value.target), async (connection) => {
        const shell = await openRootShell(connection, means.value.sudoPassword);
        if (!shell.ok) return shell;
        const { lines } = await checkHost(shell.value);
        const failed = lines.filter((line) => line.state === 'failed');
        if (failed.length > 0) return err(unsuitable(failed));
        const system = lines.find((line) => line.id === 'system')?.text ?? '';
        return ok({ osName: /^It runs (.+?)\.(?: |$)/.exec(system)?.[1] ?? system });
      });
    },

    install: async (say) => {
      const means = await bootstrapMeans(services, record);
      if (!means.ok) return means;
      const publicKeyPem = await services.signer.publicKeyPem();
      if (!publicKeyPem.ok) return publicKeyPem;
      services.links.forget(host.id);
      const done = await bootstrapHost({
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
          goProxy: services.registries.go,
          mavenRepository: services.registries.maven,
        },
        onCheck: (line) => say(line.text),
        onNote: say,
        onLog: say,
      });
      if (!done.ok) return done;
      await learned({ runtimeDigest: done.value.runtimeDigest });
      return ok({ bundleDigest: done.value.runtimeDigest });
    },

    uninstall: async (asked) => {
      services.links.forget(host.id);
      const byDoor = () => removeByDoor(services, host, { operation: record.facts.operation, ...asked });
      if (host.kind === 'sandbox') return removeAsWeCame(asked);
      if (!asked.wasConnected) {
        const removed = await removeAsWeCame(asked);
        if (removed.ok || removed.error.code !== 'host-unreachable') return removed;
        // A worker may have died between taking our first key off and saying so.
        const another = await byDoor();
        return another.ok ? another : removed;
      }
      const removed = await byDoor();
      if (removed.ok || removed.error.code !== 'agent-outdated') return removed;
      const another = await removeAsWeCame(asked);
      if (another.ok) await takeKeyOff(asked.say);
      return another;
    },

    hello: async () => {
      const hello = await reaching(() => sayHello(client()));
      if (!hello.ok) return hello;
      if (!hello.value.ok) return hello.value;
      const { contract } = hello.value.value;
      await learned({ agentContract: contract });
      return ok(hello.value.value);
    },

    facts: () => askFacts(client()),

    signAuthority: async (csrPem) => {
      const own = await persistently(services, () => ownNamesOn(services.db, host));
      const [first, ...others] = host.domainSuffix === null ? own : [host.domainSuffix, ...own];
      if (first === undefined) throw new Error('a host without any name needs no authority');
      const { siteRoot: root } = services;
      const signed = await signHostAuthority({
        root,
        csrPem,
        hostName: host.name,
        permitted: [first, ...others],
      });
      if (!signed.ok) return signed;
      const { certificatePem, notAfterMs } = signed.value;
      await learned({ authorityNotAfter: new Date(notAfterMs) });
      return ok({ certificatePem, rootPem: root.certificatePem });
    },

    acmeAccount: () =>
      persistently(services, () => readAcmeAccount(services.db, host.organisationId ?? organisation)),

    trustedCertificates: () =>
      persistently(services, () => trustedCertificates(services.db, host.organisationId ?? organisation)),

    recordFacts: (facts) => learned({ facts }),

    async forgetFirstWay() {
      // A practice server is this computer's own: npm start has its key, and boots it anew when it is lost.
      if (host.kind === 'sandbox') return 'this computer keeps its own key';
      const means = await bootstrapMeans(services, record);
      if (means.ok && means.value.sudoPassword === null) {
        const failed = await takeKeyOff(() => {});
        return failed ?? 'our first key is off the server again';
      }
      await persistently(services, () =>
        inOrganisation(services.db, organisation, (tx) =>
          deleteSecrets(tx, { table: 'hosts', row: host.id, column: 'bootstrap-password' }),
        ),
      );
      return 'the password is deleted here';
    },
  };
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
