// SPDX-License-Identifier: AGPL-3.0-or-later
import { TRPCError } from '@trpc/server';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  memberOf,
  openSite,
  organisationWith,
  PASSWORD,
  type Site,
  stranger,
} from '#server/api/api.fixture.ts';
import { siteErrorDataOf } from '#server/api/site-error-map.ts';
import { whileAuthenticating } from '#server/database/connection.ts';
import { signedInBy } from './authorise.ts';
import { newPasswordLink, oneTimeLink } from './one-time-link.ts';
import { countAttempt, LIMIT_WINDOW_MS, LIMITS } from './rate-limit.ts';
import { refusalInWords, signIn } from './sign-in.ts';

const tokenOf = (link: string | null): string => new URL(link ?? '').pathname.split('/').at(-1) ?? '';
const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCError)) throw new Error('was not refused');
  return { code: error.code, ...siteErrorDataOf(error, null) };
};

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());
const from = (address: string) => ({ address, userAgent: 'test' });

describe('the first administrator', () => {
  const input = { name: 'Ada', email: 'ada@example.org', password: 'a long enough password' };

  it('is made by a link that works once, and by none when there is a user', async () => {
    const owner = { databaseUrl: site.database.urls.owner, siteUrl: 'http://localhost:3000' };
    const [one, two] = [tokenOf(await oneTimeLink(owner)), tokenOf(await oneTimeLink(owner))];
    const visitor = stranger(site);
    expect(await visitor.welcome.state({ token: one })).toEqual({ state: 'first-administrator' });
    expect((await refusalOf(visitor.welcome.createAdministrator({ ...input, token: 'guessed' }))).code).toBe(
      'FORBIDDEN',
    );

    const race = await Promise.allSettled(
      [one, one, two].map((token, index) =>
        visitor.welcome.createAdministrator({ ...input, token, email: `ada${index}@example.org` }),
      ),
    );
    expect(race.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(await visitor.welcome.state({ token: one })).toMatchObject({ state: 'invalid' });
    expect(await visitor.welcome.state({ token: two })).toMatchObject({ state: 'invalid' });
    expect(await oneTimeLink(owner)).toBeNull();
  });

  it('is told which answer is wrong', async () => {
    const error = await stranger(site)
      .welcome.createAdministrator({ token: 'x', name: ' ', email: 'nobody', password: 'short' })
      .catch((thrown: unknown) => thrown);
    const cause = (error as TRPCError).cause as never;
    expect(Object.keys(siteErrorDataOf(error as TRPCError, cause).fields).sort()).toEqual([
      'email',
      'name',
      'password',
    ]);
  });
});

describe('signing in', () => {
  it('lets in with the password, whatever the case of the address', async () => {
    await organisationWith(site, 'grace');
    const result = await signIn(site.web.db, {
      email: ' Grace@Example.org',
      password: PASSWORD,
      visitor: from('192.0.2.1'),
    });
    expect(result.ok).toBe(true);
  });

  it('says the same of a wrong password and of an unknown account', async () => {
    const wrong = { password: 'wrong', visitor: from('192.0.2.2') };
    expect(await signIn(site.web.db, { ...wrong, email: 'grace@example.org' })).toEqual({
      ok: false,
      error: { kind: 'wrong' },
    });
    expect(await signIn(site.web.db, { ...wrong, email: 'nobody@example.org' })).toEqual({
      ok: false,
      error: { kind: 'wrong' },
    });
  });

  it('makes an account wait after five wrong passwords, also at once and from everywhere, and then forgets', async () => {
    await organisationWith(site, 'joan');
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        signIn(site.web.db, {
          email: 'joan@example.org',
          password: 'wrong',
          visitor: from(`198.51.100.${index}`),
        }),
      ),
    );
    const kinds = tries.map((result) => (result.ok ? 'in' : result.error.kind));
    expect(kinds.filter((kind) => kind === 'wrong')).toHaveLength(LIMITS.account);
    const right = await signIn(site.web.db, {
      email: 'joan@example.org',
      password: PASSWORD,
      visitor: from('198.51.100.99'),
    });
    expect(right).toMatchObject({ ok: false, error: { kind: 'wait' } });
    expect(right.ok ? '' : refusalInWords(right.error)).toMatch(
      /^Too many attempts\. Try again in 1[45] minutes\.$/,
    );

    const later = new Date(Date.now() + LIMIT_WINDOW_MS + 1000);
    expect(
      await whileAuthenticating(site.web.db, (tx) => countAttempt(tx, 'account', 'joan@example.org', later)),
    ).toBeNull();
  });

  it('makes an address wait that tries many accounts', async () => {
    const visitor = from('203.0.113.5');
    let refused = null;
    for (let index = 0; index <= LIMITS.address && refused === null; index += 1) {
      refused = await whileAuthenticating(site.web.db, (tx) => countAttempt(tx, 'address', visitor.address));
    }
    expect(refused).not.toBeNull();
    const result = await signIn(site.web.db, { email: 'grace@example.org', password: PASSWORD, visitor });
    expect(result).toMatchObject({ ok: false, error: { kind: 'wait' } });
  });
});

describe('a session', () => {
  const cookieOf = async (session: string) =>
    `hop3-session=${await encode({ token: { session }, secret: site.web.authSecret })}`;

  it('lives as long as its row', async () => {
    const member = await organisationWith(site, 'mary');
    const cookie = await cookieOf(member.signedIn.session);
    expect((await signedInBy(site.web, cookie))?.user.email).toBe('mary@example.org');
    await member.api.session.end({ session: member.signedIn.session });
    expect(await signedInBy(site.web, cookie)).toBeNull();
  });

  it('is nobody’s when its cookie is forged, of another site, or none', async () => {
    const member = await organisationWith(site, 'eve');
    const token = { session: member.signedIn.session };
    expect(
      await signedInBy(site.web, `hop3-session=${await encode({ token, secret: 'another secret' })}`),
    ).toBeNull();
    expect(await signedInBy(site.web, `hop3-session=${member.signedIn.session}`)).toBeNull();
    expect(await signedInBy(site.web, null)).toBeNull();
  });

  it('ends everywhere else when the password changes', async () => {
    const member = await organisationWith(site, 'kay');
    const elsewhere = await signIn(site.web.db, {
      email: 'kay@example.org',
      password: PASSWORD,
      visitor: from('192.0.2.44'),
    });
    if (!elsewhere.ok) throw new Error('could not sign in');
    expect(await member.api.session.list()).toHaveLength(2);

    const change = { currentPassword: 'wrong', newPassword: 'another long password' };
    expect((await refusalOf(member.api.session.changePassword(change))).fields).toHaveProperty(
      'currentPassword',
    );
    const done = await member.api.session.changePassword({ ...change, currentPassword: PASSWORD });
    expect(done).toEqual({ endedSessions: 1 });
    expect(await signedInBy(site.web, await cookieOf(elsewhere.value.session))).toBeNull();
    expect(await member.api.session.list()).toMatchObject([{ id: member.signedIn.session, current: true }]);
  });

  it('ends with all others when a lost password is set by a link, which works once', async () => {
    const member = await organisationWith(site, 'lise');
    const made = await newPasswordLink({
      ...{
        databaseUrl: site.database.urls.owner,
        siteUrl: 'http://localhost:3000',
        email: 'Lise@example.org',
      },
    });
    const token = tokenOf(made?.link ?? null);
    const visitor = stranger(site);
    expect(await visitor.welcome.state({ token })).toEqual({
      state: 'new-password',
      email: 'lise@example.org',
    });
    await visitor.welcome.setPassword({ token, password: 'a password by link' });
    expect((await refusalOf(visitor.welcome.setPassword({ token, password: 'once more please' }))).code).toBe(
      'FORBIDDEN',
    );
    await expect(memberOf(site, member.signedIn.session)).rejects.toThrow('ended');
    const result = await signIn(site.web.db, {
      ...{ email: 'lise@example.org', password: 'a password by link', visitor: from('192.0.2.45') },
    });
    expect(result.ok).toBe(true);
  });
});
