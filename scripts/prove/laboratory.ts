// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { AgentVerb } from '#contract/agent-api.ts';
import type { Failure } from '#contract/failure.ts';
import { appId, type HostId, type InstallationId, type OperationId, operationId } from '#contract/ids.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { down, type SandboxHost, up } from '#sandbox/sandbox.ts';
import type { Suite } from '#sandbox/suite.ts';
import { inScope } from '#server/database/connection.ts';
import { runEffect, type VerbInput } from '#server/hosts/run-effect.ts';
import { catalogueOf } from '#server/installations/catalogue.ts';
import type { CataloguePort } from '#server/installations/catalogue-port.ts';
import { HostLinks } from '#server/worker/host-links.ts';
import { workerSecret } from '#server/worker/open-services.ts';
import { openProduct, type Product } from '#server/worker/product.fixture.ts';
import { holdName } from './hold-name.ts';

/** A check found that something is not as it must be. */
export class ProofFailed extends Error {
  override readonly name = 'ProofFailed';
}

export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new ProofFailed(otherwise);
}

/** A server of the laboratory, connected. */
export interface LabHost {
  readonly id: HostId;
  readonly sandbox: SandboxHost;
  readonly row: HostRow;
}

/** An app as it was installed. */
export interface Subject {
  readonly installation: InstallationId;
  readonly domain: string;
  readonly host: LabHost;
}

/** The product without its pages, and fresh servers: where apps are put through their checks. */
export interface Laboratory {
  readonly product: Product;
  readonly api: Product['member']['api'];
  /** Servers by what they are for; made when first asked for. */
  host(role: 'main' | 'other'): Promise<LabHost>;
  /** Follows an operation to its end; `told` hears every event. */
  end(operation: OperationId): Promise<OperationView>;
  /** The same, and it must succeed. */
  succeed(operation: OperationId, what: string): Promise<OperationView>;
  /** One of the agent's own verbs, with the administrator's password. Notes and count, or the failure. */
  agent<V extends AgentVerb>(
    subject: Subject,
    verb: V,
    input: Omit<VerbInput<V>, 'installation'>,
    password: string | null,
  ): Promise<{ notes: string[]; count: number | null } | Failure>;
  /** Offers another package of the app to installations from now on; null: the catalogue's own again. */
  offer(folder: string | null): void;
  close(): Promise<void>;
}

export async function openLaboratory(options: {
  readonly app: string;
  readonly catalogue: string;
  readonly prefix: string;
  readonly suite: Suite;
  /** A site that is there already; otherwise a new one. Removed at the end. */
  readonly home?: string;
  readonly keep: boolean;
  readonly log: (line: string) => void;
}): Promise<Laboratory> {
  const { app, prefix, suite, keep, log } = options;
  const held = await holdName(prefix);
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'hop3-prove-')));
  const offered = offering(options.catalogue, app);
  const names = { main: prefix, other: `${prefix}-o` };
  for (const name of Object.values(names)) await down(name, { remove: true });
  const product = await openProduct({ home, hostName: names.main, suite, catalogue: offered.port });
  const links = new HostLinks(await workerSecret(product.paths, 'ssh-key'));
  const known = new Map<string, Promise<LabHost>>();

  const lab: Laboratory = {
    product,
    api: product.member.api,
    host: (role) => {
      const there = known.get(role);
      if (there) return there;
      const made = connect(product, role === 'main' ? product.sandbox : null, names[role], suite, log);
      known.set(role, made);
      return made;
    },
    end: (operation) => product.follow(operation),
    succeed: async (operation, what) => {
      const view = await product.follow(operation);
      must(view.state === 'succeeded', `${what} ${view.state}: ${failureText(view.failure)}`);
      return view;
    },
    agent: async (subject, verb, input, password) => {
      const client = links.client(subject.host.row);
      const operation = operationId.parse(randomUUID());
      const notes: string[] = [];
      try {
        const done = await runEffect({
          client,
          effect: {
            id: `prove/${operation}/${verb}`,
            operation,
            installation: subject.installation,
            verb,
            input: { ...input, installation: subject.installation } as never,
          },
          ...(password === null ? {} : { secrets: { 'admin.password': password } }),
          issueTicket: async () => {
            throw new Error('a check needs no ticket');
          },
          onEvent: (event) => void notes.push(event.text),
          unreachableAfterMs: 120_000,
        });
        if (!done.ok) return done.error;
        const output = done.value as { notes: string[]; count: number | null };
        return { notes: output.notes, count: output.count };
      } finally {
        await client.operations.release.mutate({ operation }).catch(() => undefined);
      }
    },
    offer: offered.choose,
    close: async () => {
      links.close();
      await product.close();
      if (!keep) for (const name of Object.values(names)) await down(name, { remove: true });
      await rm(home, { recursive: true, force: true });
      held.release();
    },
  };
  return lab;
}

async function connect(
  product: Product,
  ready: SandboxHost | null,
  name: string,
  suite: Suite,
  log: (line: string) => void,
): Promise<LabHost> {
  log(`Connecting a fresh Debian ${suite}`);
  const sandbox = ready ?? (await up({ name, suite }));
  const id = await product.connectSandbox(sandbox);
  const [row] = await inScope(product.web.db, product.member.scope, (tx) =>
    tx.select().from(hosts).where(eq(hosts.id, id)),
  );
  if (row === undefined) throw new Error('the host has no row');
  return { id, sandbox, row };
}

/** A catalogue in which one app can be replaced by another state of its folder. */
function offering(
  catalogue: string,
  app: string,
): { port: CataloguePort; choose(folder: string | null): void } {
  let current = catalogueOf(catalogue);
  return {
    port: { load: (id) => current.load(id), proof: (id) => current.proof(id) },
    choose: (folder) => {
      if (folder === null) {
        current = catalogueOf(catalogue);
        return;
      }
      const changed = catalogueOf(folder);
      const own = catalogueOf(catalogue);
      current = {
        load: (id) => (id === app ? changed.load(id) : own.load(id)),
        proof: (id) => own.proof(id),
      };
    },
  };
}

/** A copy of an app's folder in a catalogue of its own, for a change of its manifest. The caller removes it. */
export function copyOfPackage(
  catalogue: string,
  app: string,
): { catalogue: string; folder: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'hop3-package-'));
  const folder = join(directory, appId.parse(app));
  mkdirSync(folder);
  cpSync(join(catalogue, app), folder, { recursive: true });
  return { catalogue: directory, folder, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export const failureText = (failure: Failure | null): string =>
  failure === null
    ? 'no reason was given'
    : [failure.message, failure.detail?.slice(-1500)].filter((text) => text).join('\n');
