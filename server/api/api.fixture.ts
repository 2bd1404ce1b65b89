// SPDX-License-Identifier: AGPL-3.0-or-later
import { fileURLToPath } from 'node:url';
import { eq } from 'drizzle-orm';
import {
  type BackupEntry,
  type BackupTargetId,
  DEFAULT_RETENTION,
  DEFAULT_SCHEDULE,
} from '#contract/backup.ts';
import type { AppId } from '#contract/ids.ts';
import {
  type HostId,
  hostId,
  type InstallationId,
  installationId,
  operationId,
  organisationId,
  userId,
} from '#contract/ids.ts';
import { ok } from '#contract/result.ts';
import { backupPlans, backups } from '#drizzle/schema/backups.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { operations } from '#drizzle/schema/operations.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { memberships, type Role, users } from '#drizzle/schema/users.ts';
import { scopeOf } from '#server/auth/authorise.ts';
import { hashPassword } from '#server/auth/password.ts';
import { readSession, type SignedIn, startSession } from '#server/auth/sessions.ts';
import {
  inOrganisation,
  inScope,
  type OrganisationScope,
  openDatabase,
  type Transaction,
  whileAuthenticating,
} from '#server/database/connection.ts';
import { type TestDatabase, testDatabase } from '#server/database/test-database.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { catalogueOf } from '#server/installations/catalogue.ts';
import { EventFeed } from '#server/operations/event-feed.ts';
import type { WorkerCaller, WorkerPort } from '#server/worker-client/worker-port.ts';
import type { ApiContext } from './context.ts';
import { createCaller } from './root.ts';
import type { WebProcess } from './web-process.ts';

export const PASSWORD = 'correct horse battery staple';
const VISITOR = { address: '192.0.2.7', userAgent: 'test' };

/** A worker that answers without a host and remembers what it was asked. */
export function fakeWorker(): WorkerPort & {
  asked: { procedure: string; caller: WorkerCaller; input: unknown }[];
} {
  const asked: { procedure: string; caller: WorkerCaller; input: unknown }[] = [];
  const answer =
    <T>(procedure: string, value: T) =>
    async (caller: WorkerCaller, input?: unknown) => {
      asked.push({ procedure, caller, input });
      return ok(value);
    };
  return {
    asked,
    practiceHost: answer('practiceHost', {
      ...{ name: 'practice', address: '10.0.0.2', sshPort: 22, sshUser: 'admin', hostKey: HOST_KEY },
      ...{ domainSuffix: 'practice.apps.localhost', publicPort: 8443 },
    }),
    identity: answer('identity', { sshPublicKey: 'ssh-ed25519 AAAA hop3', rootCaPem: 'PEM' }),
    probeHost: answer('probeHost', { hostKey: HOST_KEY, fingerprint: 'SHA256:x' }),
    preflight: answer('preflight', []),
    plan: answer('plan', []),
    lookAtDomain: answer('lookAtDomain', {
      ...{ state: 'points-here', found: ['192.0.2.7'], text: 'It leads here.', remedy: null, records: [] },
    }),
    logs: answer('logs', { cursor: null, lines: [] }),
    parts: answer('parts', { root: null }),
    status: answer('status', {
      units: [],
      dataBytes: null,
      certificateNotAfterMs: null,
      certificate: null,
      generation: 0,
      kept: [],
      packageDigest: 'a'.repeat(64),
      rootDigest: null,
      previousRelease: null,
      held: 'no',
    }),
    revealSignIn: answer('revealSignIn', {
      url: 'https://x.example/',
      username: 'admin',
      email: null,
      password: 'secret',
    }),
    makeTargetKey: answer('makeTargetKey', 'ssh-ed25519 AAAA hop3-backups'),
    checkTarget: answer('checkTarget', null),
    recoverySecrets: answer('recoverySecrets', {
      backupKey: 'AAAAA-BBBBB',
      siteKey: 'AGE-SECRET-KEY-1TEST',
      targetKeys: {},
    }),
    sealSecret: answer('sealSecret', null),
  };
}

export const HOST_KEY = `ssh-ed25519 ${'A'.repeat(68)}`;

export interface Site {
  database: TestDatabase;
  web: WebProcess;
  worker: ReturnType<typeof fakeWorker>;
  close(): Promise<void>;
}

/** A site on a database of its own, as the web process has it, with a fake worker. */
export async function openSite(): Promise<Site> {
  const database = await testDatabase();
  const db = openDatabase(database.urls.web);
  const worker = fakeWorker();
  const web: WebProcess = {
    db,
    worker,
    siteUrl: 'http://localhost:3000',
    authSecret: 'a secret of this test only',
    feed: new EventFeed(db.$client),
    catalogue: catalogueOf(fileURLToPath(new URL('../../catalogue', import.meta.url))),
  };
  return {
    database,
    web,
    worker,
    close: async () => {
      await db.$client.end({ timeout: 2 });
      await database.drop();
    },
  };
}

export interface Member {
  signedIn: SignedIn;
  scope: OrganisationScope;
  context: ApiContext;
  api: ReturnType<typeof createCaller>;
}

/** An organisation with one member who is signed in. */
export async function organisationWith(site: Site, name: string, role: Role = 'owner'): Promise<Member> {
  const { db } = site.web;
  const passwordHash = await hashPassword(PASSWORD);
  const session = await whileAuthenticating(db, async (tx) => {
    const organisation = organisationId.parse(uuidv7());
    const user = userId.parse(uuidv7());
    await tx.insert(organisations).values({ id: organisation, name });
    await tx.insert(users).values({ id: user, name, email: `${name}@example.org`, passwordHash });
    await tx.insert(memberships).values({ organisationId: organisation, userId: user, role });
    return startSession(tx, user, VISITOR);
  });
  return memberOf(site, session);
}

export async function memberOf(site: Site, session: string): Promise<Member> {
  const signedIn = await whileAuthenticating(site.web.db, (tx) => readSession(tx, session));
  if (signedIn === null) throw new Error('the session has ended');
  const context: ApiContext = { web: site.web, signedIn, visitor: VISITOR, stillSignedIn: async () => true };
  return { signedIn, scope: scopeOf(signedIn), context, api: createCaller(context) };
}

/** As somebody who is not signed in. */
export const stranger = (site: Site, address = '192.0.2.9') =>
  createCaller({
    web: site.web,
    signedIn: null,
    visitor: { address, userAgent: null },
    stillSignedIn: async () => false,
  });

/** A connected host of the organisation, without an operation. */
export async function connectedHost(site: Site, member: Member, name = 'one'): Promise<HostId> {
  const id = hostId.parse(uuidv7());
  await inScope(site.web.db, member.scope, (tx) =>
    tx.insert(hosts).values({
      ...{ id, organisationId: member.scope.organisation, name, kind: 'remote', state: 'connected' },
      ...{
        address: `${name}.${id}.example`,
        sshPort: 22,
        sshUser: 'root',
        hostKey: HOST_KEY,
        hostKeyFingerprint: 'SHA256:x',
      },
      ...{ domainSuffix: null, publicPort: 443 },
    }),
  );
  return id;
}

/** An app that runs, whose install has ended. */
export async function runningInstallation(
  site: Site,
  member: Member,
  about: { host: HostId; domain: string },
): Promise<{ installation: InstallationId; operation: ReturnType<typeof operationId.parse> }> {
  const loaded = await site.web.catalogue.load('miniflux' as AppId);
  if (loaded === null) throw new Error('catalogue/miniflux does not load');
  const installation = installationId.parse(uuidv7());
  const operation = operationId.parse(uuidv7());
  await inScope(site.web.db, member.scope, async (tx) => {
    await tx.insert(installations).values({
      ...{
        id: installation,
        organisationId: member.scope.organisation,
        hostId: about.host,
        app: 'miniflux' as AppId,
      },
      ...{ appTitle: 'Miniflux', title: 'News', domain: about.domain, publicPort: 443, settings: {} },
      ...{
        package: loaded.package,
        packageDigest: loaded.digest,
        adminUsername: 'admin',
        adminEmail: 'a@example.org',
      },
      state: 'running',
    });
    await tx.insert(operations).values({
      ...{
        id: operation,
        organisationId: member.scope.organisation,
        hostId: about.host,
        installationId: installation,
      },
      ...{ kind: 'install', app: 'miniflux', subject: 'News', input: { installation } },
    });
  });
  await endOperation(site, member, { operation, state: 'succeeded' });
  return { installation, operation };
}

/** Writes what only the worker may, as its role. */
export async function asWorker(
  site: Site,
  member: Member,
  work: (tx: Transaction) => Promise<unknown>,
): Promise<void> {
  const db = openDatabase(site.database.urls.worker, { max: 1 });
  try {
    await inOrganisation(db, member.scope.organisation, work);
  } finally {
    await db.$client.end();
  }
}

/** A backup as the host's book has it. */
export const backupEntryOf = (more: Partial<BackupEntry> = {}): BackupEntry => ({
  ...{
    id: '20261126T031502Z-4f1c',
    atMs: Date.UTC(2026, 10, 26, 3, 15, 2),
    reason: 'scheduled',
    pinned: false,
  },
  ...{ packageVersion: '1.0.0', packageDigest: 'a'.repeat(64), version: '2.2.6', rootDigest: 'b'.repeat(64) },
  ...{
    domain: 'news.example.org',
    addons: [],
    dataBytes: 1_200_000,
    files: 12,
    heldMs: 900,
    durationMs: 4000,
  },
  copies: [
    { target: 'local', snapshot: 'c'.repeat(64), atMs: Date.UTC(2026, 10, 26, 3, 15, 6), addedBytes: 1000 },
  ],
  ...more,
});

/** What the worker collected from a host: a plan that it has, and backups. */
export async function collectedBackups(
  site: Site,
  member: Member,
  of: { installation: InstallationId; host: HostId; entries: BackupEntry[]; targets?: BackupTargetId[] },
): Promise<void> {
  const { installation: installationId, host: hostId } = of;
  const organisationId = member.scope.organisation;
  await asWorker(site, member, async (tx) => {
    await tx
      .insert(backupPlans)
      .values({
        ...{ installationId, organisationId, schedule: DEFAULT_SCHEDULE, keep: DEFAULT_RETENTION },
        ...{ targets: of.targets ?? ['local'], appliedAt: new Date() },
      })
      .onConflictDoNothing();
    for (const entry of of.entries) {
      const at = new Date(entry.atMs);
      await tx.insert(backups).values({ installationId, id: entry.id, organisationId, hostId, at, entry });
    }
  });
}

/** What the worker does at the end of an operation, as the worker's role. */
export async function endOperation(
  site: Site,
  member: Member,
  end: {
    operation: ReturnType<typeof operationId.parse>;
    state: 'succeeded' | 'failed';
    installation?: InstallationId;
    /** What the installation becomes. */
    becomes?: 'install-failed' | 'removed' | 'running';
  },
): Promise<void> {
  await asWorker(site, member, async (tx) => {
    const now = new Date();
    await tx
      .update(operations)
      .set({ state: end.state, startedAt: now, endedAt: now })
      .where(eq(operations.id, end.operation));
    if (end.installation !== undefined) {
      await tx
        .update(installations)
        .set({ state: end.becomes ?? 'install-failed' })
        .where(eq(installations.id, end.installation));
    }
  });
}
