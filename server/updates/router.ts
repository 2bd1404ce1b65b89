// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { installationId } from '#contract/ids.ts';
import { rollBackInput, updateInput } from '#contract/site-api/updates.ts';
import { orRefuse, refusal } from '#server/api/site-error-map.ts';
import { adminProcedure, organisationProcedure, router } from '#server/api/trpc.ts';
import { rollBack, update } from './commands.ts';
import { findUpdate } from './queries.ts';

export const updatesRouter = router({
  /** What runs, what the catalogue has for it, and what could be gone back to. */
  view: organisationProcedure
    .input(z.strictObject({ installation: installationId }))
    .query(async ({ ctx, input }) => {
      const found = await findUpdate(ctx.web, ctx.scope, input.installation);
      if (found === null) throw refusal({ kind: 'not-found', what: 'app' });
      return found;
    }),

  /** → { operation, installation } */
  update: adminProcedure.input(updateInput).mutation(async ({ ctx, input }) => {
    const { db, catalogue } = ctx.web;
    return orRefuse(await update({ db, catalogue, scope: ctx.scope, ...input }));
  }),

  /** → { operation, installation } */
  rollBack: adminProcedure
    .input(rollBackInput)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await rollBack({ db: ctx.web.db, scope: ctx.scope, ...input })),
    ),
});
