// SPDX-License-Identifier: AGPL-3.0-or-later
import { auditRouter } from '#server/audit/router.ts';
import { backupsRouter } from '#server/backups/router.ts';
import { domainsRouter } from '#server/domains/router.ts';
import { hostsRouter } from '#server/hosts/router.ts';
import { appsRouter } from '#server/installations/apps-router.ts';
import { installationsRouter } from '#server/installations/router.ts';
import { operationsRouter } from '#server/operations/router.ts';
import { welcomeRouter } from '#server/organisations/router.ts';
import { settingsRouter } from '#server/settings/router.ts';
import { updatesRouter } from '#server/updates/router.ts';
import { sessionRouter } from '#server/users/router.ts';
import { permissionsRouterOf } from './permissions.ts';
import { createCallerFactory, mergeRouters, router } from './trpc.ts';

const nouns = router({
  session: sessionRouter,
  welcome: welcomeRouter,
  hosts: hostsRouter,
  apps: appsRouter,
  installations: installationsRouter,
  backups: backupsRouter,
  updates: updatesRouter,
  domains: domainsRouter,
  operations: operationsRouter,
  settings: settingsRouter,
  audit: auditRouter,
});

export const appRouter = mergeRouters(nouns, router({ permissions: permissionsRouterOf(nouns) }));
export type AppRouter = typeof appRouter;

export const createCaller = createCallerFactory(appRouter);
