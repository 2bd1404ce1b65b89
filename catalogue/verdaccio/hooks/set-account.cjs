// SPDX-License-Identifier: AGPL-3.0-or-later
// Puts the hash of the password into the file that Verdaccio reads at each sign-in. Other accounts stay.
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const bcrypt = require('/opt/app/node_modules/bcryptjs');

const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = process.env;
if (!username || !password) {
  console.error('ADMIN_USERNAME and ADMIN_PASSWORD are needed');
  process.exit(1);
}
const file = '/data/htpasswd';
const others = (existsSync(file) ? readFileSync(file, 'utf8') : '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith(`${username}:`));
const lines = [`${username}:${bcrypt.hashSync(password, 10)}`, ...others];
writeFileSync(`${file}.new`, `${lines.join('\n')}\n`, { mode: 0o600 });
renameSync(`${file}.new`, file);
