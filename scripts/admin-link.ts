// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run admin-link [-- <e-mail>]`: a one-time link for the first administrator, or for a lost password.
import { newPasswordLink, oneTimeLink } from '#server/auth/one-time-link.ts';
import { readSecretFile } from '#server/database/secret-file.ts';
import { homePaths } from '#server/home.ts';
import { startSettings } from './start/settings.ts';
import { siteUrlFor } from './start/site-address.ts';

const settings = startSettings(process.env);
const paths = homePaths(settings.HOP3_HOME);
const siteUrl = siteUrlFor(settings, paths);
const databaseUrl = await readSecretFile(paths.secret('owner', 'database-url'));

async function main(): Promise<number> {
  if (databaseUrl === null) {
    console.error(`There is no site in ${settings.HOP3_HOME}. Run npm start first, or set HOP3_HOME.`);
    return 1;
  }
  const first = await oneTimeLink({ databaseUrl, siteUrl });
  if (first !== null) {
    console.log(`Make the first administrator here (works once, for 24 hours):\n${first}`);
    return 0;
  }
  const email = process.argv[2] ?? null;
  const link = await newPasswordLink({ databaseUrl, siteUrl, email });
  if (link === null) {
    console.error(`Nobody here has the e-mail address ${email}.`);
    return 1;
  }
  console.log(`${link.email} sets a new password here (works once, for an hour):\n${link.link}`);
  return 0;
}

process.exitCode = await main();
