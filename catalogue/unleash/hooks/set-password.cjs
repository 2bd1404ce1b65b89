// SPDX-License-Identifier: AGPL-3.0-or-later
// Gives the administrator a new password and ends what was signed in with the old one.
const bcrypt = require('/opt/app/node_modules/bcryptjs');
const { withDatabase } = require('./database.cjs');

const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = process.env;

async function main() {
  if (!username || !password) throw new Error('ADMIN_USERNAME and ADMIN_PASSWORD are needed');
  const hash = await bcrypt.hash(password, 10);
  await withDatabase(async (client) => {
    await client.query('BEGIN');
    const { rows } = await client.query(
      'UPDATE users SET password_hash = $1, login_attempts = 0 WHERE username = $2 AND deleted_at IS NULL RETURNING id',
      [hash, username],
    );
    if (rows.length !== 1) throw new Error('there is no such account');
    const [{ id }] = rows;
    await client.query('DELETE FROM reset_tokens WHERE user_id = $1', [id]);
    await client.query("DELETE FROM unleash_session WHERE sess->'user'->>'id' = $1::text", [String(id)]);
    await client.query('COMMIT');
  });
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
