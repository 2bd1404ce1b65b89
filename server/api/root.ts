// SPDX-License-Identifier: AGPL-3.0-or-later
import { auditRouter } from '#server/audit/router.ts';
import { hostsRouter } from '#server/hosts/router.ts';
import { appsRouter } from '#server/installations/apps-router.ts';
import { installationsRouter } from '#server/installations/router.ts';
import { operationsRouter } from '#server/operations/router.ts';
import { welcomeRouter } from '#server/organisations/router.ts';
import { settingsRouter } from '#server/settings/router.ts';
import { sessionRouter } from '#server/users/router.ts';
import { createCallerFactory, router } from './trpc.ts';

export const appRouter = router({
  session: sessionRouter,
  welcome: welcomeRouter,
  hosts: hostsRouter,
  apps: appsRouter,
  installations: installationsRouter,
  operations: operationsRouter,
  settings: settingsRouter,
  audit: auditRouter,
});
export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
