// SPDX-License-Identifier: AGPL-3.0-or-later
import { setTimeout as sleep } from 'node:timers/promises';
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';
import type { InstallationId, OperationId } from '#contract/ids.ts';
import { isEnded } from '#contract/operation.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import type { AppRouter } from '#server/api/root.ts';
import { sessionCookieName } from '#server/auth/session-token.ts';

export type SiteClient = TRPCClient<AppRouter>;

function cookiesOf(response: Response): string[] {
  return response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
}

/** Signs in as a browser does (next-auth's credentials form) and gives a client of the site's API with that session. */
export async function signInToSite(
  siteUrl: string,
  account: { email: string; password: string },
): Promise<SiteClient> {
  const asked = await fetch(`${siteUrl}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const signedIn = await fetch(`${siteUrl}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookiesOf(asked).join('; ') },
    body: new URLSearchParams({ csrfToken, ...account, json: 'true' }),
  });
  const name = sessionCookieName(siteUrl);
  const session = cookiesOf(signedIn).filter((cookie) => cookie.startsWith(`${name}=`));
  if (session.length === 0) throw new Error(`Signing in to ${siteUrl} was refused (${signedIn.status}).`);
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${siteUrl}/api/trpc`,
        transformer: superjson,
        headers: { cookie: session.join('; '), origin: siteUrl },
      }),
    ],
  });
}

/** Waits for an operation's end. */
export async function endOf(
  client: SiteClient,
  operation: OperationId,
  withinMs: number,
): Promise<OperationView> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const view = await client.operations.byId.query({ operation });
    if (isEnded(view.state)) return view;
    if (Date.now() > deadline) throw new Error(`${view.kind} of ${view.subject} is still ${view.state}.`);
    await sleep(500);
  }
}

/** Installs `app` on the only connected host under the address that the form would suggest. */
export async function installApp(
  client: SiteClient,
  options: { app: string; label?: string; settings?: Record<string, string | number | boolean> },
): Promise<{ installation: InstallationId; operation: OperationId; domain: string; url: string }> {
  const host = (await client.hosts.list.query()).find(({ state }) => state === 'connected');
  if (host?.domainSuffix == null) throw new Error('No connected host with a domain suffix.');
  const label = options.label ?? options.app;
  const domain = `${label}.${host.domainSuffix}`;
  const answer = await client.installations.install.mutate({
    app: options.app,
    host: host.id,
    title: label,
    domain,
    settings: options.settings ?? {},
  });
  return { ...answer, domain, url: `https://${domain}:${host.publicPort}` };
}

/** Uninstalls and waits; the operation must succeed. */
export async function uninstallApp(
  client: SiteClient,
  installation: InstallationId,
  domain: string,
): Promise<OperationView> {
  const { operation } = await client.installations.uninstall.mutate({ installation, confirm: domain });
  return endOf(client, operation, 180_000);
}

/** Makes the first administrator through the printed link, and signs in. */
export async function becomeAdministrator(
  welcomeUrl: string,
  account: { name: string; email: string; password: string },
): Promise<SiteClient> {
  const { origin, pathname } = new URL(welcomeUrl);
  const visitor = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${origin}/api/trpc`, transformer: superjson, headers: { origin } })],
  });
  const token = pathname.split('/').at(-1) ?? '';
  await visitor.welcome.createAdministrator.mutate({ token, ...account });
  return signInToSite(origin, account);
}
