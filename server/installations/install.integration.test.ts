// SPDX-License-Identifier: AGPL-3.0-or-later
import { TRPCError } from '@trpc/server';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import type { HostId } from '#contract/ids.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { operations } from '#drizzle/schema/operations.ts';
import {
  connectedHost,
  endOperation,
  HOST_KEY,
  type Member,
  openSite,
  organisationWith,
  type Site,
} from '#server/api/api.fixture.ts';
import { siteErrorDataOf } from '#server/api/site-error-map.ts';
import { inScope } from '#server/database/connection.ts';

let site: Site;
let member: Member;
let host: HostId;
beforeAll(async () => {
  site = await openSite();
  member = await organisationWith(site, 'ours');
  host = await connectedHost(site, member, 'first');
});
afterAll(() => site?.close());

const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCError)) throw new Error('was not refused');
  return {
    code: error.code,
    ...siteErrorDataOf(error, error.cause instanceof ZodError ? error.cause : null),
  };
};
const miniflux = (domain: string, more: object = {}) =>
  ({
    ...{ app: 'miniflux', host, title: 'News', domain, settings: {}, ...more },
  }) as Parameters<Member['api']['installations']['install']>[0];

describe('installing', () => {
  it('writes the installation and its operation, and names both', async () => {
    const started = await member.api.installations.install(miniflux('news.example.org'));
    expect(await member.api.operations.byId({ operation: started.operation })).toMatchObject({
      ...{ kind: 'install', state: 'queued', subject: 'News', installation: started.installation, host },
    });
    expect(await member.api.installations.byId({ installation: started.installation })).toMatchObject({
      ...{ state: 'installing', url: 'https://news.example.org/', hasAdmin: true },
      ...{ currentOperation: started.operation, hostName: 'first' },
    });
    const [row] = await inScope(site.web.db, member.scope, (tx) =>
      tx.select().from(installations).where(eq(installations.id, started.installation)),
    );
    expect(row).toMatchObject({
      adminUsername: 'admin',
      adminEmail: 'ours@example.org',
      packageDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await member.api.audit.list({ installation: started.installation })).toMatchObject([
      { action: 'installations.install', accepted: true, operation: started.operation },
    ]);
  });

  it('gives one address to one app of the whole site, also when two ask at once', async () => {
    const other = await organisationWith(site, 'neighbour');
    const otherHost = await connectedHost(site, other, 'second');
    const taken = await refusalOf(
      other.api.installations.install(miniflux('news.example.org', { host: otherHost })),
    );
    expect(taken).toMatchObject({ code: 'BAD_REQUEST', fields: { domain: 'Another app has this address.' } });
    expect(taken.remedy).toBe('Choose another address, or uninstall the app that has it.');

    const both = await Promise.allSettled([
      member.api.installations.install(miniflux('race.example.org')),
      other.api.installations.install(miniflux('race.example.org', { host: otherHost })),
    ]);
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('lets go of the address when it fails, and can be tried again', async () => {
    const first = await member.api.installations.install(miniflux('again.example.org'));
    expect((await refusalOf(member.api.operations.retry({ operation: first.operation }))).code).toBe(
      'PRECONDITION_FAILED',
    );
    await endOperation(site, member, { ...first, state: 'failed' });

    const second = await member.api.operations.retry({ operation: first.operation });
    expect(await member.api.installations.byId({ installation: first.installation })).toMatchObject({
      ...{ state: 'installing', currentOperation: second.operation },
    });
    await endOperation(site, member, { ...second, installation: first.installation, state: 'failed' });
    const other = await member.api.installations.install(miniflux('again.example.org'));
    expect(other.installation).not.toBe(first.installation);
    expect(await refusalOf(member.api.operations.retry({ operation: second.operation }))).toMatchObject({
      message: 'Another app has taken the address since.',
    });
  });

  it.each([
    ['domain', { domain: 'not a name' }],
    ['domain', { domain: 'a.example.org; rm -rf /' }],
    ['title', { title: '' }],
    ['title', { title: 'bell \u0007' }],
    ['app', { app: '../etc' }],
    ['adminUsername', { adminUsername: "x'; drop table" }],
    ['host', { host: 'no id' }],
    ['settings.no-such', { settings: { 'no-such': '; rm -rf /' } }],
  ])('refuses a wrong %s by its name: %j', async (field, wrong) => {
    const refusal = await refusalOf(member.api.installations.install(miniflux('fields.example.org', wrong)));
    expect(Object.keys(refusal.fields)).toEqual([field]);
    expect(refusal.code).toBe('BAD_REQUEST');
  });

  it('refuses "; rm -rf /" as a setting that has choices, by the setting’s name', async () => {
    const refusal = await refusalOf(
      member.api.installations.install(
        miniflux('wp.example.org', { app: 'wordpress', settings: { language: '; rm -rf /' } }),
      ),
    );
    expect(Object.keys(refusal.fields)).toEqual(['settings.language']);
  });

  it('takes only addresses under the name of a host that has one', async () => {
    const { host: practice, operation } = await member.api.hosts.connect({
      method: 'practice',
      name: 'practice',
    });
    const early = await refusalOf(
      member.api.installations.install(miniflux('x.practice.apps.localhost', { host: practice })),
    );
    expect(early.fields).toEqual({ host: 'This server is still being connected.' });
    await endOperation(site, member, { operation, state: 'succeeded' });
    await inScope(site.web.db, member.scope, async (tx) => {
      const { hosts } = await import('#drizzle/schema/hosts.ts');
      await tx.update(hosts).set({ state: 'connected' }).where(eq(hosts.id, practice));
    });
    const wrong = await refusalOf(
      member.api.installations.install(miniflux('x.example.org', { host: practice })),
    );
    expect(Object.keys(wrong.fields)).toEqual(['domain']);
    const nested = await refusalOf(
      member.api.installations.install(miniflux('a.b.practice.apps.localhost', { host: practice })),
    );
    expect(Object.keys(nested.fields)).toEqual(['domain']);
    const fine = await member.api.installations.install(
      miniflux('x.practice.apps.localhost', { host: practice }),
    );
    const view = await member.api.installations.byId({ installation: fine.installation });
    expect(view.url).toBe('https://x.practice.apps.localhost:8443/');
  });
});

describe('working on an installation', () => {
  it('is one operation at a time', async () => {
    const { installation, operation } = await member.api.installations.install(miniflux('busy.example.org'));
    const refusal = await refusalOf(
      member.api.installations.uninstall({ installation, confirm: 'busy.example.org' }),
    );
    expect(refusal.code).toBe('CONFLICT');
    expect((await member.api.installations.byId({ installation })).state).toBe('installing');
    await member.api.operations.cancel({ operation });
    await member.api.operations.cancel({ operation });
    expect(await member.api.operations.byId({ operation })).toMatchObject({
      state: 'queued',
      cancelRequested: true,
    });
  });

  it('is uninstalled only when its address was typed', async () => {
    const { installation, operation } = await member.api.installations.install(miniflux('gone.example.org'));
    await endOperation(site, member, { operation, state: 'failed', installation });
    const wrong = await refusalOf(
      member.api.installations.uninstall({ installation, confirm: 'other.example.org' }),
    );
    expect(Object.keys(wrong.fields)).toEqual(['confirm']);
    const started = await member.api.installations.uninstall({ installation, confirm: 'gone.example.org' });
    expect((await member.api.installations.byId({ installation })).state).toBe('uninstalling');
    const [row] = await inScope(site.web.db, member.scope, (tx) =>
      tx.select().from(operations).where(eq(operations.id, started.operation)),
    );
    expect(row).toMatchObject({ kind: 'uninstall', state: 'queued', app: 'miniflux' });
  });

  it('is not stored with what is secret', async () => {
    const password = 'once only, then forgotten';
    const { operation, host: connected } = await member.api.hosts.connect({
      ...{
        method: 'password',
        name: 'far',
        address: 'far.example.org',
        sshUser: 'root',
        hostKey: HOST_KEY,
        password,
      },
    });
    const stored = await inScope(site.web.db, member.scope, async (tx) => ({
      operations: await tx.select().from(operations).where(eq(operations.id, operation)),
      audit: await member.api.audit.list(),
    }));
    expect(JSON.stringify(stored)).not.toContain(password);
    expect(site.worker.asked.filter(({ procedure }) => procedure === 'sealSecret')).toMatchObject([
      { input: { table: 'hosts', row: connected, column: 'bootstrap-password', value: password } },
    ]);
    const twice = member.api.hosts.connect({
      method: 'public-key',
      name: 'far2',
      address: 'FAR.example.org',
      sshUser: 'root',
      hostKey: HOST_KEY,
    });
    expect(Object.keys((await refusalOf(twice)).fields)).toEqual(['address']);
  });

  it('keeps its host from being disconnected', async () => {
    expect(await refusalOf(member.api.hosts.disconnect({ host }))).toMatchObject({
      ...{ code: 'PRECONDITION_FAILED', remedy: 'Uninstall what is on it first.' },
    });
  });
});
