// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the password is the account's.
const { readFileSync } = require('node:fs');
const { isRightPassword, USERS } = require('./password.cjs');

const { ADMIN_USERNAME: username = '', ADMIN_PASSWORD: password = '' } = process.env;
const users = JSON.parse(readFileSync(USERS, 'utf8'));
process.exit(Object.hasOwn(users, username) && isRightPassword(password, users[username]) ? 0 : 1);
