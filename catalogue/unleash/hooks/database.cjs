// SPDX-License-Identifier: AGPL-3.0-or-later
const { Client } = require('/opt/app/node_modules/pg');

/** Does something with the database, and leaves it. */
async function withDatabase(work) {
  const client = new Client({
    host: process.env.DATABASE_HOST,
    port: Number(process.env.DATABASE_PORT),
    database: process.env.DATABASE_NAME,
    user: process.env.DATABASE_USERNAME,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

module.exports = { withDatabase };
