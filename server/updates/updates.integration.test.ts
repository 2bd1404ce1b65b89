// SPDX-License-Identifier: AGPL-3.0-or-later
import { TRPCError } from '@trpc/server';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppId, HostId, InstallationId } from '#contract/ids.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { operations } from '#drizzle/schema/operations.ts';
import {
  asWorker,
  backupEntryOf,
  collectedBackups,
  connectedHost,
  endOperation,
  type Member,
  openSite,
  organisationWith,
  runningInstallation,
  type Site,
} from '#server/api/api.fixture.ts';
import { siteErrorDataOf } from '#server/api/site-error-map.ts';
import { inScope } from '#server/database/connection.ts';
import type { OfferedPackage } from '#server/installations/catalogue-port.ts';

let site: Site;
let member: Member;
let host: HostId;
let installation: InstallationId;
/** What the catalogue says of Miniflux, and what is installed. */
let offered: OfferedPackage;
let installed: OfferedPackage;

beforeAll(async () => {
  site = await openSite();
  const real = await site.web.catalogue.load('miniflux' as AppId);
  if (real === null) throw new Error('catalogue/miniflux does not load');
  installed = fixed(real);
  offered = installed;
  Object.assign(site.web, { catalogue: { load: async () => offered } });
  member = await organisationWith(site, 'ours');
  host = await connectedHost(site, member, 'first');
  ({ installation } = await runningInstallation(site, member, { host, domain: 'news.example.org' }));
});
afterAll(() => site?.close());

/** What this test counts on, whatever becomes of the real package. */
function fixed(real: OfferedPackage): OfferedPackage {
  const { admin, metadata, ...rest } = real.package.manifest;
  if (admin === undefined) throw new Error('miniflux has an administrator');
  const { reset: _none, ...plain } = admin;
  const manifest = { ...rest, admin: plain, metadata: { ...metadata, version: '1.0.0' } };
  return { package: { ...real.package, manifest }, digest: 'a'.repeat(64), changelog: [] };
}

const withVersion = (version: string, digest: string): OfferedPackage => {
  const { manifest } = installed.package;
  const metadata = { ...manifest.metadata, version };
  return {
    package: { ...installed.package, manifest: { ...manifest, metadata } },
    digest,
    changelog: [{ packageVersion: version, lines: ['Fixes two security problems.'] }],
  };
};
const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCError)) throw new Error('was not refused');
  return { code: error.code, ...siteErrorDataOf(error, null) };
};
const rowOf = async (operation: typeof operations.$inferSelect.id) => {
  const [row] = await inScope(site.web.db, member.scope, (tx) =>
    tx.select().from(operations).where(eq(operations.id, operation)),
  );
  if (row === undefined) throw new Error('no such operation');
  return row;
};
const newDigest = 'b'.repeat(64);

describe('an update', () => {
  it('is not there while the catalogue has what is installed', async () => {
    expect(await member.api.updates.view({ installation })).toMatchObject({
      ...{ available: null, previous: null, rehearsal: null },
      current: {
        packageVersion: installed.package.manifest.metadata.version,
        packageDigest: installed.digest,
      },
    });
    expect(await member.api.installations.byId({ installation })).toMatchObject({ update: null });
  });

  it('is seen as soon as the catalogue has a higher version, with what is new', async () => {
    offered = withVersion('1.1.0', newDigest);
    expect((await member.api.updates.view({ installation })).available).toMatchObject({
      ...{ kind: 'newer', packageVersion: '1.1.0', packageDigest: newDigest, migrates: true },
      changes: [{ packageVersion: '1.1.0', lines: ['Fixes two security problems.'] }],
    });
    expect((await member.api.installations.list())[0]).toMatchObject({
      update: { kind: 'newer', packageVersion: '1.1.0' },
      promises: expect.arrayContaining([{ id: 'update', state: 'needs-you' }]),
    });
  });

  it('is made to the package that was seen, and to no other', async () => {
    const refused = await refusalOf(
      member.api.updates.update({ installation, packageDigest: 'c'.repeat(64) }),
    );
    expect(refused).toMatchObject({ code: 'PRECONDITION_FAILED', remedy: expect.stringContaining('Look') });

    const { operation } = await member.api.updates.update({ installation, packageDigest: newDigest });
    const row = await rowOf(operation);
    expect(row).toMatchObject({ kind: 'update', input: {}, packageDigest: newDigest });
    expect(row.package?.manifest.metadata.version).toBe('1.1.0');
    expect(row.rehearsalId).not.toBeNull();
    expect(await member.api.operations.byId({ operation })).toMatchObject({
      asked: { packageVersion: '1.1.0', withData: null },
    });
    const busy = await refusalOf(member.api.updates.rollBack({ installation, withData: false }));
    expect(busy.code).toBe('PRECONDITION_FAILED');
    await endOperation(site, member, { operation, state: 'failed' });

    const again = await member.api.operations.retry({ operation });
    const second = await rowOf(again.operation);
    expect(second).toMatchObject({ packageDigest: newDigest, retryOf: operation });
    expect(second.rehearsalId).not.toBe(row.rehearsalId);
    await endOperation(site, member, { operation: again.operation, state: 'failed' });
  });

  it('can be a build of the installed package with what the archive has now', async () => {
    const { operation } = await member.api.updates.update({ installation, packageDigest: installed.digest });
    expect(await rowOf(operation)).toMatchObject({ kind: 'update', packageDigest: installed.digest });
    await endOperation(site, member, { operation, state: 'succeeded' });
  });
});

describe('going back', () => {
  it('is refused while there is nothing to go back to', async () => {
    expect(await refusalOf(member.api.updates.rollBack({ installation, withData: false }))).toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
  });

  it('names the release before, and takes data back only where there is some', async () => {
    const previousRelease = {
      ...{ package: installed.package, packageDigest: installed.digest, rootDigest: null },
      ...{ version: '2.2.6-1', untilMs: 1_764_000_000_000, backup: null },
    };
    await asWorker(site, member, (tx) =>
      tx.update(installations).set({ previousRelease }).where(eq(installations.id, installation)),
    );
    expect((await member.api.updates.view({ installation })).previous).toEqual({
      ...{
        packageVersion: installed.package.manifest.metadata.version,
        version: '2.2.6-1',
        sinceMs: 1_764_000_000_000,
        withData: false,
      },
    });
    const refused = await refusalOf(member.api.updates.rollBack({ installation, withData: true }));
    expect(Object.keys(refused.fields)).toEqual(['withData']);
    const { operation } = await member.api.updates.rollBack({ installation, withData: false });
    expect(await rowOf(operation)).toMatchObject({
      ...{ kind: 'roll-back', input: { withData: false }, packageDigest: installed.digest },
    });
    await endOperation(site, member, { operation, state: 'succeeded' });
  });
});

describe('a new password', () => {
  it('is refused where the package has no way to set one', async () => {
    expect((await member.api.installations.byId({ installation })).canResetPassword).toBe(false);
    expect(await refusalOf(member.api.installations.resetPassword({ installation }))).toMatchObject({
      ...{ code: 'PRECONDITION_FAILED', message: 'This app gives us no way to set a new password.' },
    });
  });

  it('is asked for where it has', async () => {
    const { manifest } = installed.package;
    if (manifest.admin === undefined) throw new Error('miniflux has an administrator');
    const admin = { ...manifest.admin, reset: ['/usr/bin/miniflux', '-reset-password'] };
    const pack = { ...installed.package, manifest: { ...manifest, admin } };
    await asWorker(site, member, (tx) =>
      tx.update(installations).set({ package: pack }).where(eq(installations.id, installation)),
    );
    expect((await member.api.installations.byId({ installation })).canResetPassword).toBe(true);
    const { operation } = await member.api.installations.resetPassword({ installation });
    expect(await rowOf(operation)).toMatchObject({ kind: 'reset-password', input: {} });
    await endOperation(site, member, { operation, state: 'succeeded' });
  });
});

describe('the history', () => {
  it('has who did what and how it ended, once each, page by page', async () => {
    await member.api.installations.revealSignIn({ installation });
    const entry = backupEntryOf({ atMs: Date.now() + 1000 });
    await collectedBackups(site, member, { installation, host, entries: [entry] });
    const whole = await member.api.audit.history({ installation, limit: 100 });
    expect(whole.next).toBeNull();
    const told = whole.entries.map((each) =>
      each.type === 'operation'
        ? `${each.who ?? 'nobody'}: ${each.kind} ${each.state}${each.again ? ' again' : ''}`
        : each.type === 'asked'
          ? `${each.who}: ${each.action}${each.accepted ? '' : ' refused'}`
          : 'backup',
    );
    expect(told).toEqual([
      'backup',
      'ours: installations.revealSignIn',
      'ours: reset-password succeeded',
      'ours: installations.resetPassword refused',
      'ours: roll-back succeeded',
      'ours: updates.rollBack refused',
      'ours: updates.rollBack refused',
      'ours: update succeeded',
      'ours: update failed again',
      'ours: updates.rollBack refused',
      'ours: update failed',
      'ours: updates.update refused',
      'nobody: install succeeded',
    ]);

    const paged = [];
    let cursor: string | null = null;
    do {
      const page: typeof whole = await member.api.audit.history({ installation, cursor, limit: 4 });
      expect(page.entries.length).toBeLessThanOrEqual(4);
      paged.push(...page.entries);
      cursor = page.next;
    } while (cursor !== null);
    expect(paged).toEqual(whole.entries);
  });
});
