// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { installationId } from '#contract/ids.ts';
import { installInput, type PreflightLine } from '#contract/site-api/installations.ts';
import { orRefuse, refusal } from '#server/api/site-error-map.ts';
import { adminProcedure, organisationProcedure, router } from '#server/api/trpc.ts';
import { findHost } from '#server/hosts/queries.ts';
import { install, resetPassword, restart, uninstall } from './commands.ts';
import { judgeProgram } from './judge-program.ts';
import { mayUseDomain } from './policy.ts';
import { findInstallation, findPromises, listInstallations } from './queries.ts';

const ofInstallation = z.strictObject({ installation: installationId });

/** For what the worker is asked about: that it is the organisation's is checked here too. */
const installationProcedure = organisationProcedure
  .input(z.object({ installation: installationId }))
  .use(async ({ ctx, input, next }) => {
    const installation = await findInstallation(ctx.web, ctx.scope, input.installation);
    if (installation === null) throw refusal({ kind: 'not-found', what: 'app' });
    return next({ ctx: { ...ctx, installation } });
  });

/** For plan and preflight: the host is the organisation's to use. */
const installInputProcedure = adminProcedure.input(installInput).use(async ({ ctx, input, next }) => {
  const host = await findHost(ctx.web.db, ctx.scope, input.host);
  if (host === null)
    throw refusal({
      kind: 'field',
      field: 'host',
      message: 'There is no such server.',
      remedy: 'Choose another one.',
    });
  return next({ ctx: { ...ctx, host } });
});

export const installationsRouter = router({
  /** Newest first, without removed ones. */
  list: organisationProcedure.query(({ ctx }) => listInstallations(ctx.web, ctx.scope)),

  byId: installationProcedure.query(({ ctx }) => ctx.installation),

  /** What its server keeps for it, each with what to do where it does not hold. */
  promises: organisationProcedure.input(ofInstallation).query(async ({ ctx, input }) => {
    const promises = await findPromises(ctx.web, ctx.scope, input.installation);
    if (promises === null) throw refusal({ kind: 'not-found', what: 'app' });
    return promises;
  }),

  /** The steps that an install would have. */
  plan: installInputProcedure.query(async ({ ctx, input }) =>
    orRefuse(await ctx.web.worker.plan(ctx.caller, input)),
  ),

  /** What would go wrong, before anything starts. */
  preflight: installInputProcedure.query(async ({ ctx, input }): Promise<PreflightLine[]> => {
    const fits = mayUseDomain(ctx.host, input.domain);
    const own: PreflightLine[] =
      !fits.ok && fits.error.kind === 'field'
        ? [{ id: 'address', state: 'failed', text: fits.error.message, remedy: fits.error.remedy }]
        : [];
    return [...own, ...orRefuse(await ctx.web.worker.preflight(ctx.caller, input))];
  }),

  /** → { operation, installation } */
  install: adminProcedure.input(installInput).mutation(async ({ ctx, input }) => {
    const { db, worker, catalogue } = ctx.web;
    return orRefuse(await install({ db, worker, catalogue, scope: ctx.scope, input }));
  }),

  /** → { operation, installation } */
  restart: adminProcedure
    .input(ofInstallation)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await restart({ db: ctx.web.db, scope: ctx.scope, installation: input.installation })),
    ),

  /** → { operation, installation }; the new password is then in the sign-in details. */
  resetPassword: adminProcedure
    .input(ofInstallation)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await resetPassword({ db: ctx.web.db, scope: ctx.scope, ...input })),
    ),

  /** `confirm`: its address, typed. Its backups are kept; with `lastBackup` one more is made first. → { operation, installation } */
  uninstall: adminProcedure
    .input(
      z.strictObject({
        installation: installationId,
        confirm: z.string().max(253),
        lastBackup: z.boolean().default(false),
      }),
    )
    .mutation(async ({ ctx, input }) =>
      orRefuse(await uninstall({ db: ctx.web.db, scope: ctx.scope, ...input })),
    ),

  /** A mutation, so that the audit says who looked. */
  revealSignIn: adminProcedure.input(ofInstallation).mutation(async ({ ctx, input }) => {
    const installation = await findInstallation(ctx.web, ctx.scope, input.installation);
    if (installation === null) throw refusal({ kind: 'not-found', what: 'app' });
    return orRefuse(await ctx.web.worker.revealSignIn(ctx.caller, input));
  }),

  /** Newest last; `cursor` of the last answer gives what came since. */
  logs: installationProcedure
    .input(
      z.object({
        cursor: z.string().max(300).nullable().default(null),
        lines: z.int().min(1).max(1000).default(200),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { installation, cursor, lines } = input;
      return orRefuse(await ctx.web.worker.logs(ctx.caller, { installation, cursor, lines }));
    }),

  /** Whether it runs the bits that were proven; asked of the host now. */
  program: installationProcedure.query(async ({ ctx, input }) => {
    const { root } = orRefuse(await ctx.web.worker.parts(ctx.caller, { installation: input.installation }));
    return judgeProgram(root, await ctx.web.catalogue.proof(ctx.installation.app));
  }),

  /** Asked of the host now. */
  status: installationProcedure.query(async ({ ctx, input }) =>
    orRefuse(await ctx.web.worker.status(ctx.caller, { installation: input.installation })),
  ),
});
