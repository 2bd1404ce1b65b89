// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { installationId } from '#contract/ids.ts';
import { organisationProcedure, router } from '#server/api/trpc.ts';
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
});
