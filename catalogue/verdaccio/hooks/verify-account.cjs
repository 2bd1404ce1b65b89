// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the file that Verdaccio reads accepts the password.
const { readFileSync } = require('node:fs');
const bcrypt = require('/opt/app/node_modules/bcryptjs');

const { ADMIN_USERNAME: username = '', ADMIN_PASSWORD: password = '' } = process.env;
const line = readFileSync('/data/htpasswd', 'utf8')
  .split('\n')
  .find((one) => one.startsWith(`${username}:`));
const hash = line?.split(':')[1] ?? '';
process.exit(hash !== '' && bcrypt.compareSync(password, hash) ? 0 : 1);
