// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { installationId } from '#contract/ids.ts';
import { changeDomainInput, domainLookInput, setCertificateInput } from '#contract/site-api/domains.ts';
import { orRefuse, refusal } from '#server/api/site-error-map.ts';
import { adminProcedure, organisationProcedure, router } from '#server/api/trpc.ts';
import { findHost } from '#server/hosts/queries.ts';
import { changeDomain, setCertificate } from './commands.ts';
import { findDomain } from './queries.ts';

export const domainsRouter = router({
  view: organisationProcedure
    .input(z.strictObject({ installation: installationId }))
    .query(async ({ ctx, input }) => {
      const found = await findDomain(ctx.web.db, ctx.scope, input.installation);
      if (found === null) throw refusal({ kind: 'not-found', what: 'app' });
      return found;
    }),

  /** Whether a name leads to a server, as DNS says now. Whether it is free is said when it is asked for. */
  look: adminProcedure.input(domainLookInput).query(async ({ ctx, input }) => {
    const host = await findHost(ctx.web.db, ctx.scope, input.host);
    if (host === null) throw refusal({ kind: 'not-found', what: 'server' });
    return orRefuse(await ctx.web.worker.lookAtDomain(ctx.caller, input));
  }),

  /** → { operation, installation } */
  change: adminProcedure
    .input(changeDomainInput)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await changeDomain({ db: ctx.web.db, scope: ctx.scope, ...input })),
    ),

  /** → { operation, installation } */
  setCertificate: adminProcedure
    .input(setCertificateInput)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await setCertificate({ db: ctx.web.db, scope: ctx.scope, ...input })),
    ),
});
