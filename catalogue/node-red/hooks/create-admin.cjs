// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps the hash of the administrator's password where settings.js reads it. Run again, it sets a new one.
const { renameSync, writeFileSync } = require('node:fs');
const bcrypt = require('/opt/app/node_modules/bcryptjs');

const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = process.env;
if (!username || !password) {
  console.error('ADMIN_USERNAME and ADMIN_PASSWORD are needed');
  process.exit(1);
}
const file = '/data/admin.json';
writeFileSync(`${file}.new`, JSON.stringify({ username, hash: bcrypt.hashSync(password, 10) }), {
  mode: 0o600,
});
renameSync(`${file}.new`, file);
