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

/**
 * The site's tRPC API; the shapes are in contract/site-api. Procedures:
 *
 * session    me · changePassword · list · end · endOthers
 * welcome    state{token} · createAdministrator{token,name,email,password}           (public, rate-limited)
 * hosts      list · byId{host} · ourPublicKey · offer (the practice server, if any) · probe{address,port,user,method}
 *            → host key to confirm · connect{…, hostKey} → operation · rename · disconnect{host} → operation
 * apps       (public pages read the catalogue directly; only what a form needs) settings{app}
 * installations list · byId{installation} · plan{install input} · preflight{install input} · install → operation
 *            restart → operation · uninstall{installation, confirm: its domain, lastBackup} → operation · revealSignIn{installation}
 *            · logs{installation, cursor, lines} · status{installation}
 * operations list{installation?} · byId{operation} · events{operation, afterSeq} (subscription, server-sent) · cancel · retry → operation
 * settings   trustedCas · addTrustedCa{name, pem} · removeTrustedCa · rootCertificate · acme · setAcme{directory, email, caPem}
 * backups    list{installation} · plan{installation} · now → operation · setPlan → operation · restore → operation
 *            · installFromBackup → operation · forget → operation · kept · deleteKept → operation
 *            · recovery · recoverySheet{password} · recoverySheetKept · siteCopies
 *            · targets.{list, stores, probe, add, check, remove}
 * updates    view{installation} · update → operation · rollBack → operation
 * domains    view{installation} · change → operation · setCertificate → operation · look{domain, host}
 * installations also resetPassword → operation · promises{installation} · program{installation}
 * audit      list{installation?} · history{installation, cursor?} (history.ts)
 */
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
