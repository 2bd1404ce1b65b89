// SPDX-License-Identifier: AGPL-3.0-or-later
import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { z } from 'zod';
import { type Failure, failure } from '#contract/failure.ts';
import { hostId, installationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { domainLookInput } from '#contract/site-api/domains.ts';
import { installInput } from '#contract/site-api/installations.ts';
import type { WorkerTokenPayload } from '#server/auth/worker-token.ts';
import { inSftpFolder, SftpError } from '#server/control-plane/sftp-folder.ts';
import { inOrganisation } from '#server/database/connection.ts';
import { readSecretFile } from '#server/database/secret-file.ts';
import { describePlan } from '#server/deploy/plan.ts';
import {
  domainHolder,
  readHostFor,
  readInstallation,
  readTarget,
  readTargetIds,
} from '#server/deploy/queries.ts';
import { lookAtDomain } from '#server/domains/look-at-domain.ts';
import { readFromHost } from '#server/hosts/agent-client.ts';
import { probeHostKey } from '#server/hosts/probe-host-key.ts';
import { issuerFor } from '#server/installations/policy.ts';
import { lookBeforeInstall } from '#server/preflight/look.ts';
import { ensureRecoveryKey } from '#server/secrets/recovery-key.ts';
import { getSecret, putSecret } from '#server/secrets/sealed-secrets.ts';
import { ensureTargetKey, targetKeyPlace } from '#server/secrets/target-key.ts';
import { readPracticeHost } from './bootstrap-means.ts';
import { operatorOf, sftpTargetOf } from './control-plane-copies.ts';
import { publicKeyLine } from './host-connection.ts';
import { askFacts, reaching } from './host-links.ts';
import { intendedInstall } from './intended-install.ts';
import type { WorkerServices } from './services.ts';
import { withinTime } from './step-context.ts';

export interface WorkerContext {
  readonly services: WorkerServices;
  /** From the request's token; null when there was none that we believe. */
  readonly caller: WorkerTokenPayload | null;
}

const t = initTRPC.context<WorkerContext>().create({ transformer: superjson, isDev: false });

/** Every procedure acts for one organisation, which web has authorised. */
const procedure = t.procedure.use(({ ctx, next }) => {
  if (ctx.caller === null) throw new TRPCError({ code: 'UNAUTHORIZED' });
  return next({ ctx: { services: ctx.services, caller: ctx.caller } });
});

type Authorised = { readonly services: WorkerServices; readonly caller: WorkerTokenPayload };

const notFound = (what: string) => err(failure('not-found', `There is no such ${what}.`));

async function installationFor({ services, caller }: Authorised, id: z.infer<typeof installationId>) {
  return readInstallation(services.db, caller.organisation, id);
}

/** Asks the host of one of the caller's installations. */
async function askHostOf<T>(
  ctx: Authorised,
  id: z.infer<typeof installationId>,
  ask: (client: ReturnType<WorkerServices['links']['client']>) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  const found = await installationFor(ctx, id);
  if (found === null) return notFound('installation');
  const asked = await withinTime(reaching(() => ask(ctx.services.links.client(found.host))));
  return asked.ok ? asked.value : asked;
}

/** Live things that are not worth a row, for web over run/worker.sock. Expected failures are values: {ok: false, error}. */
export const workerRouter = t.router({
  practiceHost: procedure.query(async ({ ctx }) => {
    const found = await readPracticeHost(ctx.services.paths.practiceHost);
    if (found === null) return ok(null);
    const { privateKey: _secret, extraCaPem: _trusted, ...offer } = found;
    return ok(offer);
  }),

  identity: procedure.query(({ ctx }) =>
    ok({
      sshPublicKey: `${publicKeyLine(ctx.services.sshPrivateKey)} hop3`,
      rootCaPem: ctx.services.siteRoot.certificatePem,
    }),
  ),

  probeHost: procedure
    .input(z.strictObject({ address: z.string().min(1).max(253), port: z.int().min(1).max(65_535) }))
    .query(({ input }) => probeHostKey(input)),

  preflight: procedure.input(installInput).query(async ({ ctx, input }) => {
    const { services, caller } = ctx;
    const host = await readHostFor(services.db, caller.organisation, input.host);
    if (host === null) return notFound('server');
    const intended = await intendedInstall(services.cataloguePath, input, host);
    if (!intended.ok) return intended;
    const lines = await lookBeforeInstall(
      {
        manifest: intended.value.package.manifest,
        domain: input.domain,
        issuer: issuerFor(host, input.issuer),
        host,
      },
      {
        facts: () => withinTime(askFacts(services.links.client(host))),
        domainIsFree: async () => (await domainHolder(services.db, input.domain)) === null,
      },
    );
    return ok(lines);
  }),

  plan: procedure.input(installInput).query(async ({ ctx, input }) => {
    const { services, caller } = ctx;
    const host = await readHostFor(services.db, caller.organisation, input.host);
    if (host === null) return notFound('server');
    const intended = await intendedInstall(services.cataloguePath, input, host);
    return intended.ok ? ok(describePlan(intended.value.facts)) : intended;
  }),

  lookAtDomain: procedure.input(domainLookInput).query(async ({ ctx, input }) => {
    const host = await readHostFor(ctx.services.db, ctx.caller.organisation, input.host);
    return host === null ? notFound('server') : ok(await lookAtDomain(input.domain, host));
  }),

  logs: procedure
    .input(
      z.strictObject({
        installation: installationId,
        cursor: z.string().max(300).nullable(),
        lines: z.int().min(1).max(1000),
      }),
    )
    .query(({ ctx, input }) =>
      askHostOf(ctx, input.installation, (client) => readFromHost(client, 'logs.read', input)),
    ),

  /** What its program is made of. */
  parts: procedure
    .input(z.strictObject({ installation: installationId }))
    .query(({ ctx, input }) =>
      askHostOf(ctx, input.installation, (client) => readFromHost(client, 'root.parts', input)),
    ),

  status: procedure
    .input(z.strictObject({ installation: installationId }))
    .query(({ ctx, input }) =>
      askHostOf(ctx, input.installation, (client) => readFromHost(client, 'installation.status', input)),
    ),

  /** Web writes who asked into the audit before it asks. */
  revealSignIn: procedure
    .input(z.strictObject({ installation: installationId }))
    .query(async ({ ctx, input }) => {
      const found = await installationFor(ctx, input.installation);
      if (found === null) return notFound('installation');
      const { installation, host } = found;
      const { master, db } = ctx.services;
      const password = await inOrganisation(db, ctx.caller.organisation, (tx) =>
        getSecret(tx, master, { table: 'installations', row: installation.id, column: 'admin.password' }),
      );
      if (password === null || installation.adminUsername === null) return notFound('account');
      const port = host.publicPort === 443 ? '' : `:${host.publicPort}`;
      return ok({
        url: `https://${installation.domain}${port}/`,
        username:
          installation.package.manifest.admin?.login === 'email'
            ? (installation.adminEmail ?? installation.adminUsername)
            : installation.adminUsername,
        email: installation.adminEmail,
        password,
      });
    }),

  /** Makes the key of a place for backups, or finds it; → its public line. The place's row may not be there yet. */
  makeTargetKey: procedure.input(z.strictObject({ target: z.uuid() })).mutation(async ({ ctx, input }) => {
    const { master, db } = ctx.services;
    const { organisation } = ctx.caller;
    return ok(
      await inOrganisation(db, organisation, (tx) =>
        ensureTargetKey(tx, { master, organisation, target: input.target }),
      ),
    );
  }),

  /** Whether an SFTP server lets that key in and takes files, asked from here. */
  checkTarget: procedure.input(z.strictObject({ target: z.uuid() })).query(async ({ ctx, input }) => {
    const { master, db } = ctx.services;
    const found = await readTarget(db, ctx.caller.organisation, input.target);
    if (found === null || found.path === null) return notFound('place');
    const key = await inOrganisation(db, ctx.caller.organisation, (tx) =>
      getSecret(tx, master, targetKeyPlace(found.id)),
    );
    if (key === null) return notFound('key of this place');
    try {
      await inSftpFolder(sftpTargetOf(found), key, (folder) => folder.tryOut());
      return ok(null);
    } catch (error) {
      if (error instanceof SftpError) return err(error.failure);
      throw error;
    }
  }),

  /** The secrets of the recovery sheet. Web has checked the password again and writes who asked into the audit. */
  recoverySecrets: procedure.mutation(async ({ ctx }) => {
    const { master, db, paths } = ctx.services;
    const { organisation } = ctx.caller;
    const targets = await readTargetIds(db, organisation);
    // What opens the backups of the whole site is for who runs it.
    const isOperator = (await operatorOf(ctx.services)) === organisation;
    const siteKey = isOperator ? await readSecretFile(paths.secret('worker', 'recovery-identity')) : null;
    return inOrganisation(db, organisation, async (tx) => {
      const backupKey = await ensureRecoveryKey(tx, { master, organisation });
      const targetKeys: Record<string, string> = {};
      for (const target of targets) {
        const privateKey = await getSecret(tx, master, targetKeyPlace(target));
        if (privateKey !== null) targetKeys[target] = privateKey;
      }
      return ok({ backupKey, siteKey, targetKeys });
    });
  }),

  /** Seals a value that a person typed; web has no key. The row that it belongs to may not be there yet. */
  sealSecret: procedure
    .input(
      z.strictObject({
        table: z.enum(['installations', 'hosts']),
        row: z.union([installationId, hostId]),
        column: z.string().regex(/^(?:settings\.[a-z0-9-]{1,60}|bootstrap-password)$/),
        value: z.string().max(4096),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { value, ...place } = input;
      const { master, db } = ctx.services;
      const { organisation } = ctx.caller;
      await inOrganisation(db, organisation, (tx) => putSecret(tx, { master, organisation, place, value }));
      return ok(null);
    }),
});
