// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { runIsolated } from '#agent/host/isolated-unit.ts';
import { paths } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { detailOf, type RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { stateOf } from '../state-layout.ts';
import { parseJson } from './json-text.ts';

/**
 * A constant script for our own Node; paths are its arguments. VACUUM INTO reads in one transaction, so the copy is a
 * database as it was at one moment, however busy it is. It prints which of the paths were there.
 */
const COPY = `import { DatabaseSync } from 'node:sqlite';
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
const copied = [];
for (const path of process.argv.slice(1)) {
  const from = '/hop3/data/' + path;
  if (!existsSync(from)) continue;
  const to = '/hop3/copies/' + path;
  mkdirSync(dirname(to), { recursive: true });
  const database = new DatabaseSync(from, { timeout: 120000 });
  try {
    database.prepare('VACUUM INTO ?').run(to);
  } finally {
    database.close();
  }
  if (existsSync(to)) chmodSync(to, statSync(from).mode & 0o777);
  copied.push(path);
}
console.log(JSON.stringify(copied));
`;

const HOURS = 3600;

/**
 * Copies the databases that [backup] sqlite names into `directory`, which is the app's user's, at the same paths. As
 * that user, where nothing but the app's data is seen.
 */
export async function copySqlite(
  record: InstallationRecord,
  directory: string,
  context: RootdContext,
): Promise<Result<readonly string[], Failure>> {
  const wanted = record.package.manifest.backup.sqlite;
  if (wanted.length === 0) return ok([]);
  const copied = await runIsolated(context.host, {
    name: `${record.user}-run-sqlite`,
    argv: [
      // systemd-run looks for the program on the host, where it is not.
      '/usr/bin/env',
      '/hop3/node',
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '--eval',
      COPY,
      '--',
      ...wanted,
    ],
    user: record.user,
    readOnly: [{ from: `${paths.currentRuntime}/bin/node`, to: '/hop3/node' }],
    // Writable: a reader of a database with a write-ahead log makes files beside it.
    writable: [
      { from: stateOf(record).data, to: '/hop3/data' },
      { from: directory, to: '/hop3/copies' },
    ],
    timeoutSeconds: 6 * HOURS,
  });
  const found = z.array(z.string()).safeParse(parseJson(copied.stdout.trim().split('\n').at(-1) ?? ''));
  if (copied.exitCode === 0 && found.success) return ok(found.data);
  const detail = detailOf(`${copied.stdout}\n${copied.stderr}`).trim();
  if (/database or disk is full|ENOSPC|No space left/i.test(detail)) {
    return err(
      failure('not-enough-disk', "The server's disk became full while the app's database was copied.", {
        remedy: 'Free some space on the server or give it a bigger disk, then try again.',
        detail,
      }),
    );
  }
  return err(
    failure('backup-failed', 'The app’s database could not be copied.', {
      remedy: 'Look at what it said in the details; the database may be damaged.',
      detail,
    }),
  );
}
