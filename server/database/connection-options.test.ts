// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { connectionOptions } from './connection-options.ts';

it.each([
  ['postgresql://u:p%40ss@localhost:5432/db?host=%2Frun%2Fpostgres', { path: '/run/postgres/.s.PGSQL.5432' }],
  ['postgresql://u:p%40ss@%2Frun%2Fpostgres:5433/db', { path: '/run/postgres/.s.PGSQL.5433' }],
  [
    'postgresql://u:p%40ss@db.example.org/db?sslmode=require',
    { host: 'db.example.org', port: 5432, ssl: 'require' },
  ],
])('reads %s as libpq does', (url, expected) => {
  expect(connectionOptions(url)).toEqual({ database: 'db', user: 'u', pass: 'p@ss', ...expected });
});
