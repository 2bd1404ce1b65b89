// SPDX-License-Identifier: AGPL-3.0-or-later
import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostId, operationId } from '#contract/ids.ts';
import { auditEvents } from '#drizzle/schema/audit-events.ts';
import { backupPlans, backups, backupTargets, installationReleases } from '#drizzle/schema/backups.ts';
import { controlPlaneCopies } from '#drizzle/schema/control-plane-copies.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { onboardingTokens } from '#drizzle/schema/onboarding-tokens.ts';
import { operationEvents, operations } from '#drizzle/schema/operations.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { secrets } from '#drizzle/schema/secrets.ts';
import { sessions } from '#drizzle/schema/sessions.ts';
import { signInAttempts } from '#drizzle/schema/sign-in-attempts.ts';
import { trustedCas } from '#drizzle/schema/trusted-cas.ts';
import { memberships, users } from '#drizzle/schema/users.ts';
import { workerHeartbeats } from '#drizzle/schema/worker-heartbeats.ts';
import {
  backupEntryOf,
  collectedBackups,
  connectedHost,
  HOST_KEY,
  type Member,
  openSite,
  organisationWith,
  runningInstallation,
  type Site,
} from '#server/api/api.fixture.ts';
import { storesDue } from '#server/deploy/backup-rows.ts';
import { beginRetention } from '#server/deploy/own-operations.ts';
import { masterKey } from '#server/secrets/seal.ts';
import { getSecret, putSecret } from '#server/secrets/sealed-secrets.ts';
import { type Database, inOrganisation, inScope, openDatabase } from './connection.ts';
import { uuidv7 } from './uuidv7.ts';

const TABLES: PgTable[] = [
  ...[
    organisations,
    users,
    memberships,
    sessions,
    signInAttempts,
    onboardingTokens,
    hosts,
    installations,
    operations,
  ],
  ...[operationEvents, secrets, auditEvents, trustedCas, workerHeartbeats],
  ...[installationReleases, backupTargets, backupPlans, backups, controlPlaneCopies],
];
/** What people of one organisation must never see of another. */
const OF_AN_ORGANISATION = [
  'organisations',
  'users',
  'memberships',
  'sessions',
  'hosts',
  'installations',
  'operations',
  'operation_events',
  'audit_events',
  'backup_targets',
  'backup_plans',
  'backups',
];

let site: Site;
let ours: Member;
let theirs: Member;
let worker: Database;
let signer: Database;
let owner: Database;
let admin: Database;
let installation: string;
let host: HostId;

beforeAll(async () => {
  site = await openSite();
  ours = await organisationWith(site, 'ours');
  theirs = await organisationWith(site, 'theirs');
  host = await connectedHost(site, theirs);
  const running = await runningInstallation(site, theirs, { host, domain: 'theirs.example.org' });
  installation = running.installation;
  await theirs.api.backups.targets.add({
    ...{ name: 'attic', address: 'nas.example.org', user: 'hop3', path: 'backups', hostKey: HOST_KEY },
    kind: 'sftp',
  });
  await collectedBackups(site, theirs, { ...running, host, entries: [backupEntryOf()] });
  await theirs.api.installations.restart({ installation: running.installation });
  worker = openDatabase(site.database.urls.worker, { max: 1 });
  signer = openDatabase(site.database.urls.signer, { max: 1 });
  owner = openDatabase(site.database.urls.owner, { max: 1 });
  admin = openDatabase(site.database.adminUrl, { max: 1 });
  await inOrganisation(worker, theirs.scope.organisation, (tx) =>
    tx.execute(sql`insert into operation_events (operation_id, seq, organisation_id, event)
      values (${running.operation}, 1, ${theirs.scope.organisation}, '{}')`),
  );
});
afterAll(async () => {
  for (const db of [worker, signer, owner, admin]) await db?.$client.end();
  await site?.close();
});

const count = async (db: { execute: Database['execute'] }, table: string): Promise<number> => {
  const [row] = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from ${sql.identifier(table)}`,
  );
  return row?.count ?? -1;
};
/** The database's own words for why a statement was refused. */
const reason = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : 'was not refused';
};

describe('the schema', () => {
  it('has the columns that Drizzle thinks it has', async () => {
    for (const table of TABLES) {
      const rows = await admin.execute<{ name: string; nullable: boolean }>(sql`
        select column_name as name, is_nullable = 'YES' as nullable from information_schema.columns
        where table_schema = 'public' and table_name = ${getTableName(table)}`);
      const real = Object.fromEntries(rows.map(({ name, nullable }) => [name, nullable]));
      const thought = Object.fromEntries(
        Object.values(getTableColumns(table)).map((column) => [column.name, !column.notNull]),
      );
      expect(thought, getTableName(table)).toEqual(real);
    }
  });

  it('forces row-level security on every table, and no role of ours can pass it', async () => {
    const open =
      await admin.execute(sql`select relname from pg_class where relnamespace = 'public'::regnamespace
      and relkind = 'r' and relname <> 'hop3_migrations' and not (relrowsecurity and relforcerowsecurity)`);
    expect([...open]).toEqual([]);
    const strong = await admin.execute(
      sql`select rolname from pg_roles where rolname like 'hop3%' and (rolbypassrls or rolsuper)`,
    );
    expect([...strong]).toEqual([]);
  });
});

describe('web', () => {
  it.each(OF_AN_ORGANISATION)('sees no %s of another organisation', async (table) => {
    expect(await count(admin, table), 'there are some').toBeGreaterThan(0);
    const own = { organisations: 1, users: 1, memberships: 1, sessions: 1 }[table] ?? 0;
    expect(await inScope(site.web.db, ours.scope, (tx) => count(tx, table))).toBe(own);
    expect(await inScope(site.web.db, theirs.scope, (tx) => count(tx, table))).toBeGreaterThan(0);
  });

  it.each(OF_AN_ORGANISATION)('sees no %s without a scope', async (table) => {
    expect(await count(site.web.db, table)).toBe(0);
  });

  it('changes and deletes nothing of another organisation', async () => {
    const changed = await inScope(site.web.db, ours.scope, (tx) =>
      tx.execute(sql`update installations set title = 'mine' where id = ${installation} returning id`),
    );
    expect([...changed]).toEqual([]);
    expect(
      await reason(inScope(site.web.db, ours.scope, (tx) => tx.execute(sql`delete from installations`))),
    ).toContain('permission denied');
  });

  it('writes nothing into another organisation', async () => {
    const insert = inScope(site.web.db, ours.scope, (tx) =>
      tx.execute(sql`insert into audit_events (id, organisation_id, user_name, action, accepted, detail)
        values (gen_random_uuid(), ${theirs.scope.organisation}, 'x', 'x', 'yes', '{}')`),
    );
    expect(await reason(insert)).toContain('row-level security');
  });

  it('cannot start an operation on an installation of another organisation', async () => {
    const insert = inScope(site.web.db, ours.scope, (tx) =>
      tx.execute(sql`insert into operations (id, organisation_id, host_id, installation_id, kind, state, subject, input)
        select gen_random_uuid(), ${ours.scope.organisation}, ${'00000000-0000-7000-8000-000000000000'}, ${installation}, 'restart', 'failed', 'x', '{}'`),
    );
    expect(await reason(insert)).toContain('foreign key');
  });

  it('reads no sealed value, and changes no operation but to cancel it', async () => {
    const { db } = site.web;
    expect(
      await reason(inScope(db, ours.scope, (tx) => tx.execute(sql`select sealed from secrets`))),
    ).toContain('permission denied');
    expect(
      await reason(
        inScope(db, theirs.scope, (tx) => tx.execute(sql`update operations set state = 'succeeded'`)),
      ),
    ).toContain('permission denied');
    expect(
      await reason(inScope(db, theirs.scope, (tx) => tx.execute(sql`update hosts set host_key = 'x'`))),
    ).toContain('permission denied');
    expect(
      await reason(inScope(db, theirs.scope, (tx) => tx.execute(sql`update audit_events set action = 'x'`))),
    ).toContain('permission denied');
  });
});

describe('worker', () => {
  it('finds the operations of every organisation, and changes them in their scope only', async () => {
    expect(await count(worker, 'operations')).toBe(2);
    expect([...(await worker.execute(sql`update operations set executor = 'x' returning id`))]).toEqual([]);
    const changed = await inOrganisation(worker, theirs.scope.organisation, (tx) =>
      tx.execute(sql`update operations set executor = 'x' returning id`),
    );
    expect([...changed]).toHaveLength(2);
  });

  it('begins by itself only what keeps a promise, in nobody’s name', async () => {
    const insert = (kind: string, input: object, requestedBy: string | null) =>
      reason(
        inOrganisation(worker, theirs.scope.organisation, (tx) =>
          tx.execute(sql`insert into operations (id, organisation_id, host_id, installation_id, kind, subject, input, requested_by)
            select gen_random_uuid(), organisation_id, host_id, id, ${kind}, 'x', ${JSON.stringify(input)}::jsonb, ${requestedBy}::uuid
            from installations where id = ${installation}`),
        ),
      );
    const allowed = { issuer: 'private' };
    expect(await insert('uninstall', {}, null)).toContain('row-level security');
    expect(await insert('set-certificate', { issuer: 'acme' }, null)).toContain('row-level security');
    expect(await insert('set-certificate', allowed, theirs.scope.user.id)).toContain('row-level security');
    // Let in, and stopped by the operation that is at work already.
    expect(await insert('set-certificate', allowed, null)).toContain('operations_one_live_an_installation');
  });

  it('opens secrets in their organisation’s scope only', async () => {
    const master = masterKey(Buffer.alloc(32, 7).toString('base64url'));
    const place = { table: 'installations', row: installation, column: 'settings.token' } as const;
    const { organisation } = theirs.scope;
    await inOrganisation(worker, organisation, (tx) =>
      putSecret(tx, { master, organisation, place, value: 'first' }),
    );
    await inOrganisation(worker, organisation, (tx) =>
      putSecret(tx, { master, organisation, place, value: 's€cret' }),
    );
    expect(await inOrganisation(worker, organisation, (tx) => getSecret(tx, master, place))).toBe('s€cret');
    expect(
      await inOrganisation(worker, ours.scope.organisation, (tx) => getSecret(tx, master, place)),
    ).toBeNull();
    const raw = await admin.execute<{ sealed: Buffer }>(sql`select sealed from secrets`);
    expect(raw[0]?.sealed.toString('latin1')).not.toContain('cret');
  });

  it('begins by itself to delete what is old in a store, once a day and nothing else', async () => {
    const { organisation } = theirs.scope;
    const begin = (kind: 'open-store' | 'disconnect-host', retain: boolean) =>
      inOrganisation(worker, organisation, (tx) =>
        tx.insert(operations).values({
          ...{ id: operationId.parse(uuidv7()), organisationId: organisation, hostId: host },
          ...{ kind, subject: 'store', input: { retain } },
        }),
      );
    expect(await reason(begin('disconnect-host', true))).toContain('row-level security');
    expect(await reason(begin('open-store', false))).toContain('row-level security');

    await inScope(site.web.db, theirs.scope, (tx) =>
      tx.insert(backupTargets).values({
        ...{ id: uuidv7(), organisationId: organisation, hostId: host, name: 'cellar', kind: 'store' },
        ...{ address: 'one.example', port: 22, userName: 'hop3-store', path: null },
        ...{ hostKey: HOST_KEY, publicKey: HOST_KEY },
      }),
    );
    const tomorrow = new Date(Date.now() + 24 * 3600_000);
    const due = () => storesDue(worker, tomorrow);
    const [store] = await due();
    expect(store).toMatchObject({ organisation, host });
    if (store === undefined) throw new Error('no store is due');
    await beginRetention(worker, store);
    await beginRetention(worker, store);
    const rows = await admin.execute(sql`select state from operations where input ->> 'retain' = 'true'`);
    expect([...rows]).toEqual([{ state: 'queued' }]);
    expect(await storesDue(worker, new Date(Date.now() - 1000))).toEqual([]);
    await admin.execute(sql`delete from operations where input ->> 'retain' = 'true'`);
    await admin.execute(sql`delete from backup_targets where name = 'cellar'`);
  });

  it('reads no password', async () => {
    const read = inOrganisation(worker, theirs.scope.organisation, (tx) =>
      tx.execute(sql`select password_hash from users`),
    );
    expect(await reason(read)).toContain('permission denied');
  });
});

describe('signer and owner', () => {
  it('signer reads what justifies a ticket and nothing else', async () => {
    const rows = await signer.execute(sql`select id, state from operations`);
    expect([...rows]).toHaveLength(2);
    for (const forbidden of [
      sql`select input from operations`,
      sql`select * from users`,
      sql`select * from secrets`,
      sql`update operations set state = 'x'`,
    ]) {
      expect(await reason(signer.execute(forbidden))).toContain('permission denied');
    }
  });

  it('owner of the tables does not see what is in them', async () => {
    expect(await count(owner, 'installations')).toBe(0);
    expect(await count(owner, 'secrets')).toBe(0);
  });
});
