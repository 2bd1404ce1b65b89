// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { backupId } from '#contract/backup.ts';
import { hostId, installationId } from '#contract/ids.ts';
import { backupPlanInput, installFromBackupInput, restoreInput } from '#contract/site-api/backups.ts';
import { orRefuse, refusal } from '#server/api/site-error-map.ts';
import { adminProcedure, organisationProcedure, router } from '#server/api/trpc.ts';
import { confirmPassword } from '#server/auth/confirm-password.ts';
import { backupTargetsRouter } from '#server/backup-targets/router.ts';
import { findHost } from '#server/hosts/queries.ts';
import { markSheetKept } from '#server/recovery/commands.ts';
import { composeSheet, findRecovery, listSiteCopies } from '#server/recovery/queries.ts';
import { backUpNow, deleteKept, forgetBackup, restore, setPlan } from './commands.ts';
import { installFromBackup } from './install-commands.ts';
import { countBackupsOnHost, findPlan, listBackups, listKept } from './queries.ts';

const ofInstallation = z.strictObject({ installation: installationId });

export const backupsRouter = router({
  targets: backupTargetsRouter,

  /** Newest first; as the host said last. Also of what was uninstalled. */
  list: organisationProcedure.input(ofInstallation).query(async ({ ctx, input }) => {
    const found = await listBackups(ctx.web.db, ctx.scope, input.installation);
    if (found === null) throw refusal({ kind: 'not-found', what: 'app' });
    return found;
  }),

  /** → { plan: null when none was chosen, timezone: in which it would be } */
  plan: organisationProcedure.input(ofInstallation).query(async ({ ctx, input }) => {
    const found = await findPlan(ctx.web.db, ctx.scope, input.installation);
    if (found === null) throw refusal({ kind: 'not-found', what: 'app' });
    return found;
  }),

  /** → { operation, installation } */
  now: adminProcedure
    .input(ofInstallation)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await backUpNow({ db: ctx.web.db, scope: ctx.scope, installation: input.installation })),
    ),

  /** → { operation, installation } */
  setPlan: adminProcedure
    .input(backupPlanInput)
    .mutation(async ({ ctx, input }) => orRefuse(await setPlan({ db: ctx.web.db, scope: ctx.scope, input }))),

  /** → { operation, installation } */
  restore: adminProcedure
    .input(restoreInput)
    .mutation(async ({ ctx, input }) => orRefuse(await restore({ db: ctx.web.db, scope: ctx.scope, input }))),

  /** → { operation, installation: the new one } */
  installFromBackup: adminProcedure
    .input(installFromBackupInput)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await installFromBackup({ db: ctx.web.db, scope: ctx.scope, input })),
    ),

  /** Deletes one backup. → { operation, installation } */
  forget: adminProcedure
    .input(z.strictObject({ installation: installationId, backup: backupId }))
    .mutation(async ({ ctx, input }) =>
      orRefuse(await forgetBackup({ db: ctx.web.db, scope: ctx.scope, ...input })),
    ),

  /** What was uninstalled and has backups. */
  kept: organisationProcedure.query(({ ctx }) => listKept(ctx.web.db, ctx.scope)),

  /** How many backups have a copy on the disk of a server, also of others that it keeps them for. */
  onHost: organisationProcedure.input(z.strictObject({ host: hostId })).query(async ({ ctx, input }) => {
    const host = await findHost(ctx.web.db, ctx.scope, input.host);
    if (host === null) throw refusal({ kind: 'not-found', what: 'server' });
    return countBackupsOnHost(ctx.web.db, ctx.scope, input.host);
  }),

  /** `confirm`: its name, typed. → { operation, installation } */
  deleteKept: adminProcedure
    .input(z.strictObject({ installation: installationId, confirm: z.string().max(200) }))
    .mutation(async ({ ctx, input }) =>
      orRefuse(await deleteKept({ db: ctx.web.db, scope: ctx.scope, ...input })),
    ),

  recovery: organisationProcedure.query(({ ctx }) => findRecovery(ctx.web.db, ctx.scope)),

  /** A mutation, so that the audit says who looked; the password is asked for again. */
  recoverySheet: adminProcedure
    .input(z.strictObject({ password: z.string().min(1, 'Your password').max(200) }))
    .mutation(async ({ ctx, input }) => {
      const { db, worker, siteUrl } = ctx.web;
      orRefuse(await confirmPassword(db, ctx.signedIn, { field: 'password', password: input.password }));
      const secrets = orRefuse(await worker.recoverySecrets(ctx.caller));
      return composeSheet(db, ctx.scope, { secrets, siteUrl, nowMs: Date.now() });
    }),

  /** It was printed or downloaded. */
  recoverySheetKept: adminProcedure.mutation(({ ctx }) => markSheetKept(ctx.web.db, ctx.scope, Date.now())),

  /** Where backups of this site itself are. */
  siteCopies: organisationProcedure.query(({ ctx }) => listSiteCopies(ctx.web.db, ctx.scope)),
});
