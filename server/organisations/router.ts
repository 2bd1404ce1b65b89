// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { createAdministratorInput, linkToken, setPasswordInput } from '#contract/account.ts';
import { orRefuse } from '#server/api/site-error-map.ts';
import { publicProcedure, router } from '#server/api/trpc.ts';
import { createFirstAdministrator, setPasswordByLink, welcomeStateOf } from '#server/auth/onboarding.ts';

/** welcome.*: one-time links. Public: the link is the permission. */
export const welcomeRouter = router({
  state: publicProcedure
    .input(z.strictObject({ token: linkToken }))
    .query(async ({ ctx, input }) =>
      orRefuse(await welcomeStateOf(ctx.web.db, { ...input, visitor: ctx.visitor })),
    ),

  /** Makes the site's first organisation and its owner. Sign in with the same e-mail address and password afterwards. */
  createAdministrator: publicProcedure
    .input(createAdministratorInput)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await createFirstAdministrator(ctx.web.db, { ...input, visitor: ctx.visitor })),
    ),

  /** For a lost password. → { email } */
  setPassword: publicProcedure
    .input(setPasswordInput)
    .mutation(async ({ ctx, input }) =>
      orRefuse(await setPasswordByLink(ctx.web.db, { ...input, visitor: ctx.visitor })),
    ),
});
