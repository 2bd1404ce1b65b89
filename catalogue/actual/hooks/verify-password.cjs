// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the server accepts the password.
const argon2 = require('/opt/app/node_modules/argon2');
const Database = require('/opt/app/node_modules/better-sqlite3');

const database = new Database('/data/server-files/account.sqlite', { fileMustExist: true, readonly: true });
const row = database.prepare("SELECT extra_data FROM auth WHERE method = 'password' AND active = 1").get();
argon2.verify(row?.extra_data ?? '', process.env.ADMIN_PASSWORD ?? '').then(
  (isRight) => process.exit(isRight ? 0 : 1),
  () => process.exit(1),
);
