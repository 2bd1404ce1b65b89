// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Proof } from '#contract/proof.ts';
import { trustingBrowser } from '#scripts/client/trusting-browser.ts';
import { onHost } from './on-host.ts';
import { passwordOf, subjectOf, type Trial, userOf } from './trial.ts';

const APPS_PORT = 8443;
const SETTLE_MS = 2500;
const RESTS_WITHIN_MS = 15_000;
const LETS_IN_WITHIN_MS = 20_000;

export interface Seen {
  readonly accessibility: Proof['accessibility'];
  readonly exposure: Proof['exposure'];
  /** Pictures that were taken: sign-in, inside, phone. */
  readonly pictures: string[];
}

/** Real pictures of the app as a visitor sees it, what axe says of its first page, and how tight its units are. */
export async function browse(trial: Trial, folder: string, log: (line: string) => void): Promise<Seen> {
  const subject = subjectOf(trial);
  const exposure = await exposureOf(trial);
  const { pem } = await trial.lab.api.settings.rootCertificate();
  // Straight to the server: the forwarder of this computer may be that of another laboratory, and know other servers.
  const { domainSuffix, address } = subject.host.sandbox;
  const browser = await trustingBrowser(pem, [`MAP *.${domainSuffix}:${APPS_PORT} ${address}:443`]);
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const page = await browser.newPage();
    await page.setViewportSize({ width: 1280, height: 800 });
    const way = trial.manifest.check?.['sign-in'];
    const password = await passwordOf(trial, subject);
    const details =
      password === null
        ? null
        : await trial.lab.api.installations.revealSignIn({ installation: subject.installation });
    if (way?.basic !== undefined && details !== null) {
      const basic = Buffer.from(`${details.username}:${details.password}`).toString('base64');
      await page.setExtraHTTPHeaders({ Authorization: `Basic ${basic}` });
    }
    const url = `https://${subject.domain}:${APPS_PORT}`;
    const pictures: string[] = [];
    const take = async (name: string): Promise<void> => {
      await page.waitForTimeout(SETTLE_MS);
      // By now a form may have led to another page. One that never rests is pictured all the same.
      await page.waitForLoadState('networkidle', { timeout: RESTS_WITHIN_MS }).catch(() => undefined);
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 82 });
      pictures.push(name);
    };
    await page.goto(`${url}${way?.form?.page ?? way?.json?.page ?? '/'}`, {
      waitUntil: 'load',
      timeout: 60_000,
    });
    await take(way?.basic === undefined ? 'sign-in' : 'inside');
    const accessibility = await axeFindings(page);
    if (way?.basic === undefined && details !== null) {
      if (await signInByHand(page, way?.form, details)) await take('inside');
      else
        log('No picture from inside: the page that opens first still asks, or never asked, for a password');
    }
    await page.setViewportSize({ width: 390, height: 800 });
    await take('phone');
    return { accessibility, exposure, pictures };
  } finally {
    await browser.close();
  }
}

async function axeFindings(page: Page): Promise<Proof['accessibility']> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.length }));
}

/**
 * As a person does: the fields of the form that the page shows, not those of a folded one. False where there are none,
 * and where the page still asks for the password afterwards.
 */
async function signInByHand(
  page: Page,
  form: { username: string; password: string } | undefined,
  details: { username: string; password: string },
): Promise<boolean> {
  const password = form
    ? page.locator(`input[name="${form.password}"]:visible`).first()
    : page.locator('input[type="password"]:visible').first();
  if (!(await password.isVisible().catch(() => false))) return false;
  const name = form
    ? page.locator(`input[name="${form.username}"]:visible`).first()
    : page
        .locator('input[type="text"]:visible, input[type="email"]:visible, input:not([type]):visible')
        .first();
  if (await name.isVisible().catch(() => false)) await name.fill(details.username);
  await password.fill(details.password);
  await password.press('Enter');
  return password.waitFor({ state: 'hidden', timeout: LETS_IN_WITHIN_MS }).then(
    () => true,
    () => false,
  );
}

async function exposureOf(trial: Trial): Promise<Proof['exposure']> {
  const subject = subjectOf(trial);
  const user = await userOf(subject);
  const printed = await onHost(
    subject.host.sandbox,
    `for unit in $(systemctl list-units --plain --no-legend "$1-*.service" | cut -d' ' -f1); do
  systemd-analyze security --no-pager "$unit" 2>/dev/null | sed -n "s/.*exposure level for \\(.*\\): \\([0-9.]*\\) .*/\\1 \\2/p"
done`,
    [user],
  );
  return printed
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter((parts) => parts.length === 2)
    .map(([unit = '', score = '']) => ({
      unit: unit.replace(`${user}-`, '').replace(/\.service$/, ''),
      score: Number(score),
    }));
}
