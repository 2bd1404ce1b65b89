// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run backup-control-plane`: a backup of the site itself now, beside the daily ones. The worker carries it elsewhere.
import { join } from 'node:path';
import { backUpControlPlane } from '#server/control-plane/back-up.ts';
import { homePaths } from '#server/home.ts';
import { ensureAccounts } from './start/accounts.ts';
import { say } from './start/say.ts';
import { startSettings } from './start/settings.ts';
import { siteUrlFor } from './start/site-address.ts';

const settings = startSettings(process.env);
const paths = homePaths(settings.HOP3_HOME);
const name = await backUpControlPlane({
  paths,
  siteUrl: siteUrlFor(settings, paths),
  nowMs: Date.now(),
  ...(process.getuid?.() === 0 ? { readableBy: ensureAccounts().worker } : {}),
});
if (name === null) {
  say(`There is no site in ${settings.HOP3_HOME}. Run npm start first, or set HOP3_HOME.`);
  process.exitCode = 1;
} else {
  say(`The site is backed up: ${join(paths.controlPlaneBackups, name)}`);
}
