// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps the hash of the password where serve.cjs looks for each request. Other accounts stay.
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { hashOf, USERS } = require('./password.cjs');

const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = process.env;
if (!username || !password) {
  console.error('ADMIN_USERNAME and ADMIN_PASSWORD are needed');
  process.exit(1);
}
const users = existsSync(USERS) ? JSON.parse(readFileSync(USERS, 'utf8')) : {};
users[username] = hashOf(password);
writeFileSync(`${USERS}.new`, JSON.stringify(users), { mode: 0o600 });
renameSync(`${USERS}.new`, USERS);
