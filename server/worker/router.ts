// SPDX-License-Identifier: AGPL-3.0-or-later
import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { z } from 'zod';
import { type Failure, failure } from '#contract/failure.ts';
import { hostId, installationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { installInput } from '#contract/site-api.ts';
import type { WorkerTokenPayload } from '#server/auth/worker-token.ts';
import { inOrganisation } from '#server/database/connection.ts';
import { describePlan } from '#server/deploy/plan.ts';
import { domainHolder, readHostFor, readInstallation } from '#server/deploy/queries.ts';
import { readFromHost } from '#server/hosts/agent-client.ts';
import { probeHostKey } from '#server/hosts/probe-host-key.ts';
import { lookBeforeInstall } from '#server/preflight/look.ts';
import { getSecret, putSecret } from '#server/secrets/sealed-secrets.ts';
import { readPracticeHost } from './bootstrap-means.ts';
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
      { manifest: intended.value.package.manifest, domain: input.domain, host },
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
