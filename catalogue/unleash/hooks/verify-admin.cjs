// SPDX-License-Identifier: AGPL-3.0-or-later
// Exits 0 when the account is an administrator's and its password is this one.
const bcrypt = require('/opt/app/node_modules/bcryptjs');
const { withDatabase } = require('./database.cjs');

const { ADMIN_USERNAME: username = '', ADMIN_PASSWORD: password = '' } = process.env;

async function main() {
  const hash = await withDatabase(async (client) => {
    const { rows } = await client.query(
      `SELECT users.password_hash FROM users JOIN role_user ON role_user.user_id = users.id
       JOIN roles ON roles.id = role_user.role_id
       WHERE users.username = $1 AND users.deleted_at IS NULL AND roles.name = 'Admin'`,
      [username],
    );
    return rows[0]?.password_hash ?? '';
  });
  if (!(await bcrypt.compare(password, hash)))
    throw new Error('this password does not open an administrator’s account');
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
