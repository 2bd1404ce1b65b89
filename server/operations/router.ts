// SPDX-License-Identifier: AGPL-3.0-or-later
import { tracked } from '@trpc/server';
import { z } from 'zod';
import { hostId, installationId, operationId } from '#contract/ids.ts';
import { orRefuse, refusal } from '#server/api/site-error-map.ts';
import { adminProcedure, organisationProcedure, router } from '#server/api/trpc.ts';
import { cancelOperation, retryOperation } from './commands.ts';
import { eventsAfter, findOperation, listOperations } from './queries.ts';

/** Notifications can be lost; rows cannot. */
const POLL_MS = 4_000;
const BATCH = 500;
const CHECK_SESSION_MS = 30_000;

const ofOperation = z.strictObject({ operation: operationId });

export const operationsRouter = router({
  /** Newest first. */
  list: organisationProcedure
    .input(
      z
        .strictObject({
          installation: installationId.nullable().default(null),
          host: hostId.nullable().default(null),
          limit: z.int().min(1).max(200).default(50),
        })
        .prefault({}),
    )
    .query(({ ctx, input }) => listOperations(ctx.web.db, ctx.scope, input)),

  byId: organisationProcedure.input(ofOperation).query(async ({ ctx, input }) => {
    const operation = await findOperation(ctx.web.db, ctx.scope, input.operation);
    if (operation === null) throw refusal({ kind: 'not-found', what: 'operation' });
    return operation;
  }),

  /** NumberedEvent after `afterSeq`, each tracked by its seq so that a lost stream goes on there; ends with the operation. */
  events: organisationProcedure
    .input(
      z.object({
        operation: operationId,
        afterSeq: z.int().min(0).default(0),
        /** Set by tRPC when the browser connects again. */
        lastEventId: z.coerce.number().int().min(0).nullish(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      const { operation } = input;
      if ((await findOperation(ctx.web.db, ctx.scope, operation)) === null) {
        throw refusal({ kind: 'not-found', what: 'operation' });
      }
      // Before the first read: what is written in between is not missed.
      const watch = ctx.web.feed.watch(operation);
      try {
        let afterSeq = Math.max(input.afterSeq, input.lastEventId ?? 0);
        let checkedAt = Date.now();
        while (signal?.aborted !== true) {
          const { events, ended } = await eventsAfter(ctx.web.db, ctx.scope, {
            operation,
            afterSeq,
            limit: BATCH,
          });
          for (const event of events) {
            yield tracked(String(event.seq), event);
            afterSeq = event.seq;
          }
          if (events.length === BATCH) continue;
          if (ended) return;
          await watch.changed(POLL_MS, signal);
          if (Date.now() - checkedAt > CHECK_SESSION_MS) {
            if (!(await ctx.stillSignedIn())) return;
            checkedAt = Date.now();
          }
        }
      } finally {
        watch.close();
      }
    }),

  cancel: adminProcedure
    .input(ofOperation)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await cancelOperation(ctx.web.db, ctx.scope, input.operation)),
    ),

  /** → the new operation */
  retry: adminProcedure
    .input(ofOperation)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await retryOperation(ctx.web.db, ctx.scope, input.operation)),
    ),
});
