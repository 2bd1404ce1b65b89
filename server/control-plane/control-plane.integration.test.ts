// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InstallationId, operationId } from '#contract/ids.ts';
import { operations } from '#drizzle/schema/operations.ts';
import {
  connectedHost,
  type Member,
  openSite,
  organisationWith,
  runningInstallation,
  type Site,
} from '#server/api/api.fixture.ts';
import { inOrganisation, inScope, openDatabase } from '#server/database/connection.ts';
import { connectionOptions } from '#server/database/connection-options.ts';
import { stopEmbeddedPostgres } from '#server/database/embedded-postgres.ts';
import { readSecretFile } from '#server/database/secret-file.ts';
import { unprivilegedUser } from '#server/database/test-database.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { type HomePaths, homePaths } from '#server/home.ts';
import { ensureCaRoot } from '#server/hosts/ca-root-store.ts';
import { ensureSecrets } from '#server/secrets/ensure-secrets.ts';
import { masterKey } from '#server/secrets/seal.ts';
import { getSecret, putSecret } from '#server/secrets/sealed-secrets.ts';
import { ArchiveRefused } from './archive.ts';
import { backUpControlPlane } from './back-up.ts';
import { ensureRecoveryIdentity } from './recovery-identity.ts';
import { restoreControlPlane } from './restore.ts';

const NOW_MS = Date.UTC(2026, 10, 26, 3, 15);
let site: Site;
let member: Member;
let paths: HomePaths;
let elsewhere: string;
let archive: string;
let identity: string;
let installation: InstallationId;

const master = async (of: HomePaths) =>
  masterKey((await readSecretFile(of.secret('worker', 'master-key'))) ?? '');
const place = (row: string) => ({ table: 'installations', row, column: 'backup.password' }) as const;

beforeAll(async () => {
  site = await openSite();
  member = await organisationWith(site, 'town');
  const host = await connectedHost(site, member);
  installation = (await runningInstallation(site, member, { host, domain: 'news.town.example' }))
    .installation;
  paths = site.database.paths;
  await ensureSecrets(paths);
  await ensureCaRoot(paths);
  await ensureRecoveryIdentity(paths);
  identity = (await readSecretFile(paths.secret('worker', 'recovery-identity'))) ?? '';
  // The test database has a name of its own; the keeper signs in to that one.
  await writeFile(paths.secret('keeper', 'database-url'), site.database.urls.keeper);

  const worker = openDatabase(site.database.urls.worker, { max: 1 });
  const { organisation } = member.scope;
  const key = await master(paths);
  await inOrganisation(worker, organisation, (tx) =>
    putSecret(tx, { master: key, organisation, place: place(installation), value: 'of the backups' }),
  );
  await worker.$client.end();
  await inScope(site.web.db, member.scope, (tx) =>
    tx.insert(operations).values({
      id: operationId.parse(uuidv7()),
      organisationId: organisation,
      hostId: host,
      installationId: installation,
      kind: 'restart',
      subject: 'a "quoted"\tname\\N with\nlines',
      input: {},
    }),
  );
  elsewhere = await mkdtemp(join(tmpdir(), 'hop3-elsewhere-'));
  await chmod(elsewhere, 0o755);
  const name = await backUpControlPlane({ paths, siteUrl: 'https://apps.town.example', nowMs: NOW_MS });
  expect(name).toBe('control-plane-20261126T031500Z.tar.gz.age');
  archive = join(paths.controlPlaneBackups, name ?? '');
});

afterAll(async () => {
  await site.close();
  await rm(elsewhere, { recursive: true, force: true });
});

async function restoreInto(name: string, change: { archive?: string; identity?: string } = {}) {
  const home = homePaths(join(elsewhere, name));
  const postgresUser = await unprivilegedUser();
  const options = {
    paths: home,
    archive,
    identity,
    nowMs: NOW_MS + 3_600_000,
    databaseUrl: null,
    ...(postgresUser ? { postgres: postgresUser } : {}),
    ...change,
  };
  return { home, restored: restoreControlPlane(options) };
}

describe('the backup of the control plane', () => {
  it('holds no readable secret', async () => {
    const bytes = (await readFile(archive)).toString('latin1');
    const key = (await readSecretFile(paths.secret('worker', 'master-key'))) ?? '';
    expect(bytes.startsWith('age-encryption.org/v1')).toBe(true);
    expect(bytes).not.toContain(key);
    expect(bytes).not.toContain('town');
  });

  it('brings everything back on another computer, but nothing that was under way', async () => {
    const { home, restored } = await restoreInto('new');
    try {
      expect(await restored).toMatchObject({
        cancelled: 1,
        manifest: { siteUrl: 'https://apps.town.example' },
      });
      const sql = postgres({
        ...connectionOptions((await readSecretFile(home.secret('keeper', 'database-url'))) ?? ''),
        max: 1,
      });
      const before = postgres({ ...connectionOptions(site.database.urls.keeper), max: 1 });
      for (const table of [
        'users',
        'memberships',
        'organisations',
        'trusted_cas',
        'secrets',
        'installations',
      ]) {
        const rows = (from: postgres.Sql) => from.unsafe(`select * from ${table} order by 1, 2, 3`);
        expect([...(await rows(sql))], table).toEqual([...(await rows(before))]);
      }
      expect([
        ...(await sql`select kind, state, subject, left_behind from operations where kind = 'restart'`),
      ]).toEqual([
        {
          kind: 'restart',
          state: 'cancelled',
          subject: 'a "quoted"\tname\\N with\nlines',
          left_behind: false,
        },
      ]);
      const [host] = await sql`select epoch, state from hosts`;
      expect(host).toEqual({ epoch: Math.floor((NOW_MS + 3_600_000) / 60_000), state: 'unreachable' });
      expect([...(await sql`select count(*)::int as count from sessions`)]).toEqual([{ count: 0 }]);
      const forced =
        await sql`select count(*)::int as open from pg_class where relnamespace = 'public'::regnamespace
        and relkind = 'r' and relname <> 'hop3_migrations' and not (relrowsecurity and relforcerowsecurity)`;
      expect([...forced]).toEqual([{ open: 0 }]);
      await sql.end();
      await before.end();

      const worker = openDatabase((await readSecretFile(home.secret('worker', 'database-url'))) ?? '', {
        max: 1,
      });
      const key = await master(home);
      const opened = await inOrganisation(worker, member.scope.organisation, (tx) =>
        getSecret(tx, key, place(installation)),
      );
      expect(opened).toBe('of the backups');
      await worker.$client.end();
      for (const name of ['ssh-key', 'ca-root.pem', 'ca-root-key.pem']) {
        expect(await readSecretFile(home.secret('worker', name)), name).toBe(
          await readSecretFile(paths.secret('worker', name)),
        );
      }
      expect(await readSecretFile(home.secret('web', 'auth-secret'))).not.toBe(
        await readSecretFile(paths.secret('web', 'auth-secret')),
      );

      await expect((await restoreInto('new')).restored).rejects.toThrow('already');
    } finally {
      await stopEmbeddedPostgres(home);
    }
  });

  it('opens with its own key only', async () => {
    const other = await generateX25519Identity();
    await expect((await restoreInto('other', { identity: other })).restored).rejects.toBeInstanceOf(
      ArchiveRefused,
    );
    await expect((await restoreInto('none', { identity: 'not a key' })).restored).rejects.toThrow(
      'AGE-SECRET-KEY-1',
    );
  });

  it('is refused when it was changed or cut', async () => {
    const bytes = await readFile(archive);
    const changed = join(elsewhere, 'changed.age');
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    await writeFile(changed, bytes);
    await expect((await restoreInto('changed', { archive: changed })).restored).rejects.toBeInstanceOf(
      ArchiveRefused,
    );
    await truncate(changed, bytes.length - 2000);
    await expect((await restoreInto('cut', { archive: changed })).restored).rejects.toBeInstanceOf(
      ArchiveRefused,
    );
    await writeFile(changed, randomBytes(5000));
    await expect((await restoreInto('noise', { archive: changed })).restored).rejects.toBeInstanceOf(
      ArchiveRefused,
    );
  });

  it('is refused by a version that is older than what made it', async () => {
    const admin = postgres({ ...connectionOptions(site.database.adminUrl), max: 1 });
    await admin`insert into hop3_migrations (name, sha256) values ('9999_future.sql', 'x')`;
    const name = await backUpControlPlane({ paths, siteUrl: 'https://x.example', nowMs: NOW_MS + 60_000 });
    await admin`delete from hop3_migrations where name = '9999_future.sql'`;
    await admin.end();
    const newer = join(paths.controlPlaneBackups, name ?? '');
    await expect((await restoreInto('older', { archive: newer })).restored).rejects.toThrow('newer version');
  });
});
