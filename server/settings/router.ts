// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { acmeAccount } from '#contract/acme.ts';
import { plainText } from '#contract/ids.ts';
import { orRefuse } from '#server/api/site-error-map.ts';
import { adminProcedure, organisationProcedure, router } from '#server/api/trpc.ts';
import { addTrustedCa, removeTrustedCa, setAcme } from './commands.ts';
import { findAcme, listTrustedCas } from './queries.ts';

export const settingsRouter = router({
  trustedCas: organisationProcedure.query(({ ctx }) => listTrustedCas(ctx.web.db, ctx.scope)),

  addTrustedCa: adminProcedure
    .input(
      z.strictObject({
        name: plainText.trim().min(1, 'Give it a name').max(80),
        pem: z.string().max(50_000),
      }),
    )
    .mutation(async ({ ctx, input }) => orRefuse(await addTrustedCa(ctx.web.db, ctx.scope, input))),

  removeTrustedCa: adminProcedure
    .input(z.strictObject({ id: z.uuid() }))
    .mutation(async ({ ctx, input }) => orRefuse(await removeTrustedCa(ctx.web.db, ctx.scope, input.id))),

  /** Where certificates of public addresses come from. */
  acme: organisationProcedure.query(({ ctx }) => findAcme(ctx.web.db, ctx.scope)),

  setAcme: adminProcedure
    .input(acmeAccount)
    .mutation(async ({ ctx, input }) => orRefuse(await setAcme(ctx.web.db, ctx.scope, input))),

  /** Root of the private CA, to download and trust. */
  rootCertificate: organisationProcedure.query(async ({ ctx }) => {
    const { rootCaPem } = orRefuse(await ctx.web.worker.identity(ctx.caller));
    return { pem: rootCaPem };
  }),
});
