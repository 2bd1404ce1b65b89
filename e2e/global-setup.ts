// SPDX-License-Identifier: AGPL-3.0-or-later
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { down } from '#sandbox/sandbox.ts';
import { startProduct } from '#scripts/client/product.ts';

export const PRODUCT_FILE = '.cache/e2e-product.json';
const LOGS = '.cache/e2e-log';

const HOME = '/var/lib/hop3-e2e';
const SANDBOX = 'e2e';
/** That some tests need beside it. */
export const SECOND = 'e2e-second';

/** A product with nothing in it: a new home, a new practice server; ended and removed after the tests. */
export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  // While writing tests: a product that runs already, with its file in place.
  if (process.env['HOP3_E2E_KEEP'] !== undefined && existsSync(PRODUCT_FILE)) return undefined;
  await down(SANDBOX, { remove: true });
  rmSync(HOME, { recursive: true, force: true });
  const product = await startProduct({ home: HOME, sandboxName: SANDBOX, port: 3210 });
  const { stop, ...known } = product;
  writeFileSync(PRODUCT_FILE, JSON.stringify(known));
  return async () => {
    await stop();
    for (const name of [SANDBOX, SECOND]) await down(name, { remove: true });
    // For who wants to know why a test failed.
    cpSync(`${HOME}/log`, LOGS, { recursive: true });
    rmSync(HOME, { recursive: true, force: true });
  };
}
