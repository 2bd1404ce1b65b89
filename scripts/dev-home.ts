// SPDX-License-Identifier: AGPL-3.0-or-later
import { chmod, mkdir } from 'node:fs/promises';
import { stopEmbeddedPostgres } from '#server/database/embedded-postgres.ts';
import { prepareDatabase } from '#server/database/prepare-database.ts';
import { unprivilegedUser } from '#server/database/test-database.ts';
import { homePaths } from '#server/home.ts';
import { ensureSecrets } from '#server/secrets/ensure-secrets.ts';

/**
 * A home for working on one process at a time: database and secrets, no processes of ours.
 *   node scripts/dev-home.ts [directory] [stop]     prints the environment to start them with
 */
const [home = '/tmp/hop3-dev', verb = 'start'] = process.argv.slice(2);
const paths = homePaths(home);
const unprivileged = await unprivilegedUser();

if (verb === 'stop') {
  await stopEmbeddedPostgres(paths);
} else {
  await mkdir(home, { recursive: true, mode: 0o755 });
  await chmod(home, 0o755);
  const { migrated } = await prepareDatabase({
    paths,
    databaseUrl: process.env.DATABASE_URL ?? null,
    ...(unprivileged ? { postgres: unprivileged } : {}),
  });
  await ensureSecrets(paths);
  for (const name of migrated) console.error(`migrated: ${name}`);
  console.log(`export HOP3_HOME=${home}\nexport HOP3_SITE_URL=http://localhost:3000`);
}
