// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { sshAddress, sshPort } from '#contract/backup.ts';
import { addTargetInput } from '#contract/site-api/backups.ts';
import { orRefuse, refusal } from '#server/api/site-error-map.ts';
import { adminProcedure, organisationProcedure, router } from '#server/api/trpc.ts';
import { addTarget, removeTarget } from './commands.ts';
import { findTarget, listPossibleStores, listTargets } from './queries.ts';

const ofTarget = z.strictObject({ target: z.uuid() });

export const backupTargetsRouter = router({
  /** The servers' own disks first. */
  list: organisationProcedure.query(({ ctx }) => listTargets(ctx.web.db, ctx.scope)),

  /** Servers that could take backups of others. */
  stores: organisationProcedure.query(({ ctx }) => listPossibleStores(ctx.web.db, ctx.scope)),

  /** The key that an SFTP server shows, for a person to compare before adding it. */
  probe: adminProcedure
    .input(z.strictObject({ address: z.string().trim().pipe(sshAddress), port: sshPort.default(22) }))
    .query(async ({ ctx, input }) => orRefuse(await ctx.web.worker.probeHost(ctx.caller, input))),

  /** → { target, publicKey: the line to allow there, operation: what sets a store up } */
  add: adminProcedure.input(addTargetInput).mutation(async ({ ctx, input }) => {
    const { db, worker } = ctx.web;
    return orRefuse(await addTarget({ db, worker, scope: ctx.scope, input }));
  }),

  /** Signs in to an SFTP server, writes a small file and deletes it. */
  check: adminProcedure.input(ofTarget).mutation(async ({ ctx, input }) => {
    const found = await findTarget(ctx.web.db, ctx.scope, input.target);
    if (found === null || found.kind !== 'sftp') throw refusal({ kind: 'not-found', what: 'place' });
    return orRefuse(await ctx.web.worker.checkTarget(ctx.caller, input));
  }),

  /** → { target, operation: what closes a store } */
  remove: adminProcedure
    .input(ofTarget)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await removeTarget({ db: ctx.web.db, scope: ctx.scope, target: input.target })),
    ),
});
