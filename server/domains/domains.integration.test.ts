// SPDX-License-Identifier: AGPL-3.0-or-later
import { TRPCError } from '@trpc/server';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostId, InstallationId } from '#contract/ids.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import {
  asWorker,
  connectedHost,
  endOperation,
  type Member,
  openSite,
  organisationWith,
  runningInstallation,
  type Site,
} from '#server/api/api.fixture.ts';
import { siteErrorDataOf } from '#server/api/site-error-map.ts';

let site: Site;
let member: Member;
let host: HostId;
let installation: InstallationId;
beforeAll(async () => {
  site = await openSite();
  member = await organisationWith(site, 'ours');
  host = await connectedHost(site, member, 'first');
  ({ installation } = await runningInstallation(site, member, { host, domain: 'news.example.org' }));
});
afterAll(() => site?.close());

const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCError)) throw new Error('was not refused');
  return { code: error.code, ...siteErrorDataOf(error, null) };
};
/** What the worker does when it has given up, or is done. */
const settle = (domain: string) =>
  asWorker(site, member, (tx) =>
    tx.update(installations).set({ domain, wantedDomain: null }).where(eq(installations.id, installation)),
  );
const install = (who: Member, on: HostId, domain: string) =>
  who.api.installations.install({
    ...{ app: 'miniflux', host: on, title: 'Other', domain, settings: {} },
  });

describe('a change of address', () => {
  it('claims the new one for the whole site while it goes on, beside the old one', async () => {
    const { operation } = await member.api.domains.change({ installation, domain: 'daily.example.org' });
    expect(await member.api.domains.view({ installation })).toMatchObject({
      ...{ domain: 'news.example.org', wanted: 'daily.example.org', issuer: 'private' },
    });
    expect(await member.api.operations.byId({ operation })).toMatchObject({
      ...{ kind: 'change-domain', asked: { domain: 'daily.example.org' } },
    });

    const other = await organisationWith(site, 'neighbour');
    const otherHost = await connectedHost(site, other, 'second');
    for (const domain of ['daily.example.org', 'news.example.org']) {
      expect((await refusalOf(install(other, otherHost, domain))).fields).toEqual({
        domain: 'Another app has this address.',
      });
    }
    await endOperation(site, member, { operation, state: 'failed' });
    await settle('news.example.org');

    // Let go of: free for others, and tried again only where it still is.
    const taken = await install(other, otherHost, 'daily.example.org');
    expect(await refusalOf(member.api.operations.retry({ operation }))).toMatchObject({
      message: 'Another app has taken the address since.',
    });
    await endOperation(site, other, { ...taken, state: 'failed' });
    const again = await member.api.operations.retry({ operation });
    expect(await member.api.domains.view({ installation })).toMatchObject({ wanted: 'daily.example.org' });
    await endOperation(site, member, { operation: again.operation, state: 'succeeded' });
    await settle('daily.example.org');
  });

  it('is refused for its own address, one in use, and one that the server cannot have', async () => {
    expect(
      (await refusalOf(member.api.domains.change({ installation, domain: 'daily.example.org' }))).fields,
    ).toEqual({ domain: 'It has this address already.' });
    await install(member, host, 'taken.example.org');
    expect(
      await refusalOf(member.api.domains.change({ installation, domain: 'taken.example.org' })),
    ).toMatchObject({
      fields: { domain: 'Another app has this address.' },
      remedy: expect.stringContaining('another address'),
    });
    await asWorker(site, member, (tx) =>
      tx.update(hosts).set({ domainSuffix: 'first.apps.localhost' }).where(eq(hosts.id, host)),
    );
    expect(
      (await refusalOf(member.api.domains.change({ installation, domain: 'x.example.org' }))).fields,
    ).toMatchObject({ domain: expect.stringContaining('one word before') });
    expect((await member.api.domains.view({ installation })).wanted).toBeNull();
  });

  it('asks the worker what DNS says', async () => {
    const input = { host, domain: 'new.example.org' };
    expect(await member.api.domains.look(input)).toMatchObject({ state: 'points-here' });
    expect(site.worker.asked.at(-1)).toMatchObject({ procedure: 'lookAtDomain', input });
  });
});

describe('a certificate', () => {
  it('is asked for from an issuer that is possible there', async () => {
    const { operation } = await member.api.domains.setCertificate({ installation, issuer: 'acme' });
    expect(await member.api.operations.byId({ operation })).toMatchObject({
      ...{ kind: 'set-certificate', asked: { issuer: 'acme' } },
    });
    await endOperation(site, member, { operation, state: 'succeeded' });

    await asWorker(site, member, (tx) => tx.update(hosts).set({ kind: 'sandbox' }).where(eq(hosts.id, host)));
    expect((await member.api.domains.view({ installation })).issuers).toMatchObject([
      { issuer: 'acme', possible: false },
      { issuer: 'private', possible: true },
    ]);
    expect(
      await refusalOf(member.api.domains.setCertificate({ installation, issuer: 'acme' })),
    ).toMatchObject({ code: 'BAD_REQUEST', remedy: 'Choose your own authority.' });
  });
});
