// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { appId } from '#contract/ids.ts';
import { refusal } from '#server/api/site-error-map.ts';
import { organisationProcedure, router } from '#server/api/trpc.ts';

export const appsRouter = router({
  /** What the install form asks: the manifest's settings, and the name of the first account (null: the app has none). */
  settings: organisationProcedure.input(z.strictObject({ app: appId })).query(async ({ ctx, input }) => {
    const app = await ctx.web.catalogue.load(input.app);
    if (app === null) throw refusal({ kind: 'not-found', what: 'app' });
    const { metadata, settings, admin } = app.package.manifest;
    return { app: input.app, title: metadata.title, settings, adminUsername: admin?.username ?? null };
  }),
});
