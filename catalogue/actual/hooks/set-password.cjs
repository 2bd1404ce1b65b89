// SPDX-License-Identifier: AGPL-3.0-or-later
// Sets the one password of this server, before its first start or later, as Actual's own page does; browsers that
// were signed in must sign in again.
const { execFileSync } = require('node:child_process');
const argon2 = require('/opt/app/node_modules/argon2');
const Database = require('/opt/app/node_modules/better-sqlite3');

async function main() {
  const password = process.env.ADMIN_PASSWORD;
  if (!password) throw new Error('ADMIN_PASSWORD is needed');
  // Makes or updates the tables.
  const migrate = '/opt/app/node_modules/@actual-app/sync-server/build/scripts/run-migrations.js';
  execFileSync(process.execPath, [migrate], { stdio: 'inherit' });

  const hash = await argon2.hash(password, {
    type: argon2.argon2id,
    memoryCost: 47104,
    timeCost: 1,
    parallelism: 1,
  });
  const database = new Database('/data/server-files/account.sqlite', { fileMustExist: true });
  database.transaction(() => {
    database.prepare("DELETE FROM auth WHERE method = 'password'").run();
    database.prepare('UPDATE auth SET active = 0').run();
    database
      .prepare(
        "INSERT INTO auth (method, display_name, extra_data, active) VALUES ('password', 'Password', ?, 1)",
      )
      .run(hash);
    database.prepare("DELETE FROM sessions WHERE auth_method = 'password'").run();
  })();
  database.close();
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
