// SPDX-License-Identifier: AGPL-3.0-or-later
// A server of one's own, with Debian 12: connected over SSH in the browser, and let go of again.
import { expect, type Page, test } from '@playwright/test';
import { down, type SandboxHost, up } from '#sandbox/sandbox.ts';
import { onHost } from '#scripts/prove/on-host.ts';
import { expectAccessible } from './accessible.ts';
import { expectEnd } from './expect-end.ts';
import { ADMINISTRATOR, knownProduct } from './known-product.ts';

test.describe.configure({ mode: 'serial', timeout: 900_000 });

const NAME = 'e2e-own';
/** Its keys are in our own file of keys, so that taking ours out again is seen. */
const KEYS = '/root/.ssh/authorized_keys';

/** Makes of the runtime $1 one that differs by a comment, puts it to work instead, and prints where it is. */
const MAKE_ANOTHER_RUNTIME = `set -e
cp -a "$1" /opt/hop3/runtime/other
cd /opt/hop3/runtime/other
echo '// another' >> fetch.mjs
find . -type f ! -name SHA256SUMS -printf '%P\\n' | LC_ALL=C sort | xargs -d '\\n' sha256sum > SHA256SUMS
other=/opt/hop3/runtime/$(sha256sum SHA256SUMS | cut -d ' ' -f 1)
mv /opt/hop3/runtime/other "$other"
sed -i "s#$1#$other#g" /etc/systemd/system/hop3-agent.service /etc/systemd/system/hop3-rootd.service
ln -sfn "$other" /opt/hop3/current
rm -r "$1"
systemctl daemon-reload
systemctl restart hop3-agent.service
systemctl stop hop3-rootd.service
echo "$other"`;

let page: Page;
let server: SandboxHost;
let keysBefore: string;

test.beforeAll(async ({ browser }) => {
  await down(NAME, { remove: true });
  server = await up({ name: NAME, suite: 'bookworm' });
  keysBefore = await onHost(server, 'cat "$1"', [KEYS]);
  page = await (await browser.newContext({ baseURL: knownProduct().siteUrl })).newPage();
  await page.goto('/sign-in?next=/hosts/connect');
  await page.getByLabel('E-mail address').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/hosts/connect');
});
test.afterAll(async () => {
  await page?.context().close();
  await down(NAME, { remove: true });
});

async function lookFor(port: string): Promise<void> {
  await page.getByLabel('Address').fill(server.address);
  await page.getByLabel('SSH port').fill(port);
  await page.getByLabel('Account on it').fill('root');
  await page.getByLabel('What you call it').fill(NAME);
  await page.getByRole('button', { name: 'Look for it' }).click();
}

test('where nothing answers it is said, and what was typed stays', async () => {
  await lookFor('nonsense');
  await expect(page.getByText('A number')).toBeVisible();
  await lookFor('9');
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByLabel('Address')).toHaveValue(server.address);
  await expectAccessible(page);
});

test('its key is shown as the server itself prints it, before anything is sent', async () => {
  await lookFor(String(server.sshPort));
  const printed = await onHost(server, 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  const fingerprint = printed.split(' ')[1] ?? '';
  expect(fingerprint).toMatch(/^SHA256:/);
  await expect(page.getByText(fingerprint)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'It is the same' }).click();
});

test('without our key it is refused with the remedy, and with it the server is connected', async () => {
  const line = page.locator('code').filter({ hasText: /^ssh-ed25519 / });
  await expect(line).toBeVisible();
  await expectAccessible(page);
  const publicKey = ((await line.textContent()) ?? '').trim();
  await page.getByRole('button', { name: `Connect ${NAME}` }).click();
  await expectEnd(page, /did not let "root" in/);
  await expectAccessible(page);

  await onHost(server, 'echo "$1" >> "$2"', [publicKey, KEYS]);
  const refused = page.url();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForURL((url) => url.href !== refused);
  await expectEnd(page, 'You can install on it now');
  // From now on its own door is the way.
  expect(await onHost(server, 'cat "$1"', [KEYS])).toBe(keysBefore);
});

test('its program is renewed when it is another than ours, without that key', async () => {
  const ours = (await onHost(server, 'readlink /opt/hop3/current')).trim();
  const other = (await onHost(server, MAKE_ANOTHER_RUNTIME, [ours])).trim();
  expect(other).not.toBe(ours);
  await expect
    .poll(() => onHost(server, 'readlink /opt/hop3/current; printf "%s\\n" /opt/hop3/runtime/*'), {
      timeout: 180_000,
      intervals: [2_000],
    })
    .toBe(`${ours}\n${ours}\n`);
  await expect.poll(() => onHost(server, 'systemctl is-active hop3-agent; true')).toBe('active\n');
});

test('its page says what it is, and disconnected nothing of ours is left on it', async () => {
  await page.goto('/hosts');
  await page.getByRole('link', { name: NAME, exact: true }).click();
  await expect(page.getByText(/Debian GNU\/Linux 12/).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expectEnd(page, 'Our programs are gone from it');
  const left = await onHost(
    server,
    'ls -d /opt/hop3/runtime/* /var/lib/hop3 2>/dev/null; getent passwd | grep "^hop3"; true',
  );
  expect(left).toBe('');
  expect(await onHost(server, 'cat "$1"', [KEYS])).toBe(keysBefore);
});
