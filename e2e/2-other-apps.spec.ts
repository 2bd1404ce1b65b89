// SPDX-License-Identifier: AGPL-3.0-or-later
// The other three apps through the site's API; two of them installed at the same time on one host.
import { expect, test } from '@playwright/test';
import { inventoryOfHost, KEPT_BACKUPS } from '#scripts/client/host-inventory.ts';
import {
  endOf,
  installApp,
  type SiteClient,
  signInToSite,
  uninstallApp,
} from '#scripts/client/site-client.ts';
import { expectNothingOf } from './expect-nothing-of.ts';
import { ADMINISTRATOR, knownProduct } from './known-product.ts';
import { askVerified } from './verified-https.ts';

test.describe.configure({ mode: 'serial', timeout: 900_000 });

const product = knownProduct();
let client: SiteClient;
let rootPem: string;
let before: string[];

type Installed = Awaited<ReturnType<typeof installApp>>;

test.beforeAll(async () => {
  client = await signInToSite(product.siteUrl, ADMINISTRATOR);
  rootPem = (await client.settings.rootCertificate.query()).pem;
  before = inventoryOfHost(product.sandboxName);
});

const basic = (username: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

async function signInDetails(installed: Installed): Promise<{ username: string; password: string }> {
  return client.installations.revealSignIn.mutate({ installation: installed.installation });
}

async function expectInstalled(installed: Installed): Promise<void> {
  const ended = await endOf(client, installed.operation, 600_000);
  expect(ended.failure).toBeNull();
  expect(ended.state).toBe('succeeded');
}

test('Node-RED and Radicale are installed at the same time, and signed in to', async () => {
  const [nodeRed, radicale] = await Promise.all([
    installApp(client, { app: 'node-red' }),
    installApp(client, { app: 'radicale' }),
  ]);
  await expectInstalled(nodeRed);
  await expectInstalled(radicale);

  const ofNodeRed = await signInDetails(nodeRed);
  const token = (password: string) =>
    askVerified(`${nodeRed.url}/auth/token`, rootPem, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: 'node-red-admin',
        grant_type: 'password',
        scope: '*',
        username: ofNodeRed.username,
        password,
      }),
    });
  expect((await token('not the password')).status).toBe(403);
  expect((await token(ofNodeRed.password)).body).toContain('access_token');

  const ofRadicale = await signInDetails(radicale);
  const find = (password: string) =>
    askVerified(`${radicale.url}/${ofRadicale.username}/`, rootPem, {
      method: 'PROPFIND',
      headers: basic(ofRadicale.username, password),
    });
  expect((await find('not the password')).status).toBe(401);
  expect((await find(ofRadicale.password)).status).toBe(207);

  await uninstallApp(client, nodeRed.installation, nodeRed.domain);
  await uninstallApp(client, radicale.installation, radicale.domain);
  expectNothingOf(before, inventoryOfHost(product.sandboxName), KEPT_BACKUPS);
});

test('WordPress is installed and signed in to', async () => {
  const title = `L'été "d'or" $(id); rm -rf /`;
  const wordpress = await installApp(client, { app: 'wordpress', settings: { title } });
  await expectInstalled(wordpress);
  const details = await signInDetails(wordpress);
  const signIn = (password: string) =>
    askVerified(`${wordpress.url}/wp-login.php`, rootPem, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        cookie: 'wordpress_test_cookie=WP%20Cookie%20check',
      },
      body: new URLSearchParams({ log: details.username, pwd: password, testcookie: '1' }).toString(),
    });
  expect((await signIn('not the password')).status).toBe(200);
  const entered = await signIn(details.password);
  expect(entered.status).toBe(302);
  expect(entered.headers.location).toContain('/wp-admin/');
  expect((await askVerified(`${wordpress.url}/`, rootPem)).body).toContain('rm -rf /');
  expect((await askVerified(`${wordpress.url}/wp-admin/install.php`, rootPem)).body).not.toContain(
    'weblog_title',
  );

  const again = await client.installations.install
    .mutate({
      app: 'wordpress',
      host: (await client.installations.byId.query({ installation: wordpress.installation })).host,
      title: 'second',
      domain: wordpress.domain,
      settings: {},
    })
    .catch((error: unknown) => String(error));
  expect(again).toContain('address');

  await uninstallApp(client, wordpress.installation, wordpress.domain);
  expectNothingOf(before, inventoryOfHost(product.sandboxName), KEPT_BACKUPS);
});
