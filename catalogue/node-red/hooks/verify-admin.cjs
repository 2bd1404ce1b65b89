// SPDX-License-Identifier: AGPL-3.0-or-later
const { readFileSync } = require('node:fs');
const bcrypt = require('/opt/app/node_modules/bcryptjs');

const { username, hash } = JSON.parse(readFileSync('/data/admin.json', 'utf8'));
const { ADMIN_USERNAME, ADMIN_PASSWORD } = process.env;
process.exit(username === ADMIN_USERNAME && bcrypt.compareSync(ADMIN_PASSWORD ?? '', hash) ? 0 : 1);
