// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { installationId } from '#contract/ids.ts';
import { refusal } from '#server/api/site-error-map.ts';
import { organisationProcedure, router } from '#server/api/trpc.ts';
import { findInstallation } from '#server/installations/queries.ts';
import { PLACE, readHistory } from './history.ts';
import { listAudit } from './queries.ts';

export const auditRouter = router({
  /** Newest first. */
  list: organisationProcedure
    .input(
      z
        .strictObject({
          installation: installationId.nullable().default(null),
          limit: z.int().min(1).max(500).default(100),
        })
        .prefault({}),
    )
    .query(({ ctx, input }) => listAudit(ctx.web.db, ctx.scope, input)),

  /** Who did what with an installation, a page at a time. `cursor`: `next` of the page before. */
  history: organisationProcedure
    .input(
      // Not strict: an infinite query adds its direction.
      z.object({
        installation: installationId,
        cursor: z.string().regex(PLACE).nullish(),
        limit: z.int().min(1).max(100).default(25),
      }),
    )
    .query(async ({ ctx, input }) => {
      if ((await findInstallation(ctx.web, ctx.scope, input.installation)) === null) {
        throw refusal({ kind: 'not-found', what: 'app' });
      }
      return readHistory(ctx.web.db, ctx.scope, { ...input, before: input.cursor ?? null });
    }),
});
