// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { CHROMIUM } from './chromium.ts';

/**
 * Debian's Chromium with a profile that trusts `rootPem` as a person would make it: by importing the root that the
 * site offers. No certificate error is ignored. `rules` are Chromium's for finding hosts: "MAP name[:port] address:port".
 */
export async function trustingBrowser(
  rootPem: string,
  rules: readonly string[] = [],
): Promise<BrowserContext> {
  const home = mkdtempSync(join(tmpdir(), 'hop3-browser-'));
  const store = join(home, '.pki', 'nssdb');
  mkdirSync(store, { recursive: true });
  const file = join(home, 'root.pem');
  writeFileSync(file, rootPem);
  execFileSync('certutil', ['-d', `sql:${store}`, '-N', '--empty-password']);
  execFileSync('certutil', ['-d', `sql:${store}`, '-A', '-t', 'C,,', '-n', 'Hop3 root', '-i', file]);
  return chromium.launchPersistentContext(join(home, 'profile'), {
    ...CHROMIUM,
    args: [...CHROMIUM.args, ...(rules.length === 0 ? [] : [`--host-resolver-rules=${rules.join(',')}`])],
    env: { ...process.env, HOME: home },
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
}
