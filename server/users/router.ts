// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { changePasswordInput, type Me } from '#contract/account.ts';
import { orRefuse, refusal } from '#server/api/site-error-map.ts';
import { organisationProcedure, router } from '#server/api/trpc.ts';
import { changePassword } from '#server/auth/change-password.ts';
import { endOtherSessions, endSession, listSessions } from '#server/auth/sessions.ts';
import { whileAuthenticating } from '#server/database/connection.ts';

/** session.*: one's own account. */
export const sessionRouter = router({
  me: organisationProcedure.query(({ ctx }): Me => {
    const { user, organisation, role } = ctx.signedIn;
    return { user: { ...user }, organisation: { ...organisation }, role };
  }),

  /** Ends every other session. → { endedSessions } */
  changePassword: organisationProcedure
    .input(changePasswordInput)
    .mutation(async ({ ctx, input }) => orRefuse(await changePassword(ctx.web.db, ctx.signedIn, input))),

  list: organisationProcedure.query(({ ctx }) =>
    whileAuthenticating(ctx.web.db, (tx) => listSessions(tx, ctx.signedIn)),
  ),

  end: organisationProcedure.input(z.strictObject({ session: z.uuid() })).mutation(async ({ ctx, input }) => {
    const ended = await whileAuthenticating(ctx.web.db, (tx) =>
      endSession(tx, ctx.signedIn.user.id, input.session),
    );
    if (!ended) throw refusal({ kind: 'not-found', what: 'session' });
    return { session: input.session };
  }),

  endOthers: organisationProcedure.mutation(async ({ ctx }) => ({
    endedSessions: await whileAuthenticating(ctx.web.db, (tx) =>
      endOtherSessions(tx, ctx.signedIn.user.id, ctx.signedIn.session),
    ),
  })),
});
