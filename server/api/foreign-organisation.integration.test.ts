// SPDX-License-Identifier: AGPL-3.0-or-later
import { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION, DEFAULT_SCHEDULE } from '#contract/backup.ts';
import { createCaRoot } from '#server/hosts/ca-root.ts';
import {
  backupEntryOf,
  collectedBackups,
  connectedHost,
  HOST_KEY,
  type Member,
  openSite,
  organisationWith,
  PASSWORD,
  runningInstallation,
  type Site,
  stranger,
} from './api.fixture.ts';
import { appRouter, type createCaller } from './root.ts';

/** Ids of what belongs to another organisation. */
interface Foreign {
  host: string;
  installation: string;
  operation: string;
  session: string;
  ca: string;
  backup: string;
  target: string;
}

type Expectation =
  /** Names something foreign: refused as if it were not there. */
  | { input: (foreign: Foreign) => unknown; refused: 'NOT_FOUND' | 'BAD_REQUEST' }
  /** Names nothing: its answer holds nothing foreign. */
  | { input?: () => unknown; showsNothing: true };

const installInputFor = (foreign: Foreign) => ({
  ...{ app: 'miniflux', host: foreign.host, title: 'Mine', domain: 'mine.example.org', settings: {} },
});
const refused = (input: (foreign: Foreign) => unknown, code: 'NOT_FOUND' | 'BAD_REQUEST' = 'NOT_FOUND') => ({
  input,
  refused: code,
});
const PLAN = { schedule: DEFAULT_SCHEDULE, keep: DEFAULT_RETENTION, paused: false };
const SHOWS_NOTHING = { showsNothing: true } as const;

/** Every procedure of an organisation. One that is missing here fails the test. */
const EXPECTED: Record<string, Expectation> = {
  // First: afterwards our own refused attempts, with the ids that we tried, are in it.
  'audit.list': SHOWS_NOTHING,
  'audit.history': refused(({ installation }) => ({ installation })),
  'session.me': SHOWS_NOTHING,
  'session.changePassword': {
    input: () => ({ currentPassword: 'not it', newPassword: 'a new password 123' }),
    ...{ refused: 'BAD_REQUEST' as const },
  },
  'session.list': SHOWS_NOTHING,
  'session.end': refused(({ session }) => ({ session })),
  'session.endOthers': SHOWS_NOTHING,
  'hosts.list': SHOWS_NOTHING,
  'hosts.byId': refused(({ host }) => ({ host })),
  'hosts.ourPublicKey': SHOWS_NOTHING,
  'hosts.offer': SHOWS_NOTHING,
  'hosts.probe': { input: () => ({ address: 'server.example.org', port: 22 }), showsNothing: true },
  'hosts.connect': {
    input: () => ({
      method: 'public-key',
      name: 'mine',
      address: 'mine.example.org',
      sshUser: 'root',
      hostKey: HOST_KEY,
    }),
    showsNothing: true,
  },
  'hosts.rename': refused(({ host }) => ({ host, name: 'mine' })),
  'hosts.disconnect': refused(({ host }) => ({ host })),
  'hosts.letGo': refused(({ host }) => ({ host, confirm: 'one' })),
  'apps.settings': { input: () => ({ app: 'miniflux' }), showsNothing: true },
  'installations.list': SHOWS_NOTHING,
  'installations.byId': refused(({ installation }) => ({ installation })),
  'installations.plan': refused(installInputFor, 'BAD_REQUEST'),
  'installations.preflight': refused(installInputFor, 'BAD_REQUEST'),
  'installations.install': refused(installInputFor, 'BAD_REQUEST'),
  'installations.restart': refused(({ installation }) => ({ installation })),
  'installations.uninstall': refused(({ installation }) => ({ installation, confirm: 'theirs.example.org' })),
  'installations.revealSignIn': refused(({ installation }) => ({ installation })),
  'installations.logs': refused(({ installation }) => ({ installation })),
  'installations.program': refused(({ installation }) => ({ installation })),
  'installations.status': refused(({ installation }) => ({ installation })),
  'backups.list': refused(({ installation }) => ({ installation })),
  'backups.plan': refused(({ installation }) => ({ installation })),
  'backups.now': refused(({ installation }) => ({ installation })),
  'backups.setPlan': refused(({ installation, target }) => ({ installation, ...PLAN, targets: [target] })),
  'backups.restore': refused(({ installation, backup }) => ({ installation, backup })),
  'backups.installFromBackup': refused(({ installation, backup, host }) => ({
    ...{ installation, backup, host, title: 'Mine', domain: 'mine.example.org' },
  })),
  'backups.forget': refused(({ installation, backup }) => ({ installation, backup })),
  'backups.kept': SHOWS_NOTHING,
  'backups.onHost': refused(({ host }) => ({ host })),
  'backups.deleteKept': refused(({ installation }) => ({ installation, confirm: 'News' })),
  'backups.recovery': SHOWS_NOTHING,
  'backups.recoverySheet': { input: () => ({ password: PASSWORD }), showsNothing: true },
  'backups.recoverySheetKept': SHOWS_NOTHING,
  'backups.siteCopies': SHOWS_NOTHING,
  'backups.targets.list': SHOWS_NOTHING,
  'backups.targets.stores': SHOWS_NOTHING,
  'backups.targets.probe': { input: () => ({ address: 'server.example.org', port: 22 }), showsNothing: true },
  'backups.targets.add': refused(({ host }) => ({ kind: 'store', host }), 'BAD_REQUEST'),
  'backups.targets.check': refused(({ target }) => ({ target })),
  'backups.targets.remove': refused(({ target }) => ({ target })),
  'installations.promises': refused(({ installation }) => ({ installation })),
  'installations.resetPassword': refused(({ installation }) => ({ installation })),
  'updates.view': refused(({ installation }) => ({ installation })),
  'updates.update': refused(({ installation }) => ({ installation, packageDigest: 'a'.repeat(64) })),
  'updates.rollBack': refused(({ installation }) => ({ installation, withData: false })),
  'domains.view': refused(({ installation }) => ({ installation })),
  'domains.look': refused(({ host }) => ({ host, domain: 'mine.example.org' })),
  'domains.change': refused(({ installation }) => ({ installation, domain: 'mine.example.org' })),
  'domains.setCertificate': refused(({ installation }) => ({ installation, issuer: 'private' })),
  'operations.list': SHOWS_NOTHING,
  'operations.byId': refused(({ operation }) => ({ operation })),
  'operations.events': refused(({ operation }) => ({ operation })),
  'operations.cancel': refused(({ operation }) => ({ operation })),
  'operations.retry': refused(({ operation }) => ({ operation })),
  'permissions.refused': SHOWS_NOTHING,
  'settings.trustedCas': SHOWS_NOTHING,
  'settings.addTrustedCa': { input: () => ({ name: 'ours', pem: OUR_CA }), showsNothing: true },
  'settings.removeTrustedCa': refused(({ ca }) => ({ id: ca })),
  'settings.rootCertificate': SHOWS_NOTHING,
  'settings.acme': SHOWS_NOTHING,
  'settings.setAcme': {
    input: () => ({ directory: 'https://mine.example.org/', email: null, caPem: null }),
    showsNothing: true,
  },
};

const PUBLIC = ['welcome.state', 'welcome.createAdministrator', 'welcome.setPassword'];

let OUR_CA = '';
const paths = Object.keys(appRouter._def.procedures);

/** Calls a procedure by its path; of a subscription, asks for the first event. */
async function call(caller: ReturnType<typeof createCaller>, path: string, input: unknown): Promise<unknown> {
  const procedure = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], caller);
  const answer = await (procedure as (input: unknown) => Promise<unknown>)(input);
  if (answer !== null && typeof answer === 'object' && Symbol.asyncIterator in answer) {
    for await (const first of answer as AsyncIterable<unknown>) return first;
    return null;
  }
  return answer;
}

describe('every procedure', () => {
  let site: Site;
  let ours: Member;
  let theirs: Member;
  let foreign: Foreign;

  beforeAll(async () => {
    site = await openSite();
    ours = await organisationWith(site, 'ours');
    theirs = await organisationWith(site, 'theirs');
    const host = await connectedHost(site, theirs, 'theirs');
    const { installation, operation } = await runningInstallation(site, theirs, {
      host,
      domain: 'theirs.example.org',
    });
    const [theirCa, ourCa] = [await createCaRoot(), await createCaRoot()].map(
      ({ certificatePem }) => certificatePem,
    ) as [string, string];
    OUR_CA = ourCa;
    const ca = await theirs.api.settings.addTrustedCa({ name: 'theirs', pem: theirCa });
    const entry = backupEntryOf();
    const { target } = await theirs.api.backups.targets.add({
      ...{ kind: 'sftp', name: 'attic', address: 'nas.example.org', user: 'hop3', path: 'backups' },
      hostKey: HOST_KEY,
    });
    await collectedBackups(site, theirs, {
      host,
      installation,
      entries: [entry],
      targets: ['local', target],
    });
    foreign = {
      backup: entry.id,
      target,
      host,
      installation,
      operation,
      session: theirs.signedIn.session,
      ca: ca.id,
    };
  });
  afterAll(() => site?.close());

  it('is listed here, public or with what a foreign organisation gets', () => {
    expect([...Object.keys(EXPECTED), ...PUBLIC].sort()).toEqual([...paths].sort());
  });

  it.each(Object.entries(EXPECTED))('%s: nothing of another organisation', async (path, expected) => {
    if ('refused' in expected) {
      const failure = await call(ours.api, path, expected.input(foreign)).then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(TRPCError);
      expect((failure as TRPCError).code).toBe(expected.refused);
    } else {
      const answer = JSON.stringify((await call(ours.api, path, expected.input?.())) ?? null);
      for (const id of [...Object.values(foreign), theirs.scope.organisation, theirs.scope.user.id]) {
        expect(answer).not.toContain(id);
      }
    }
  });

  it('leaves everything of the other organisation as it was', async () => {
    expect(await theirs.api.installations.list()).toMatchObject([
      { id: foreign.installation, state: 'running' },
    ]);
    expect(await theirs.api.hosts.list()).toMatchObject([
      { id: foreign.host, name: 'theirs', state: 'connected' },
    ]);
    expect(await theirs.api.session.list()).toHaveLength(1);
    expect(await theirs.api.settings.trustedCas()).toHaveLength(1);
    expect((await theirs.api.backups.list({ installation: foreign.installation })).backups).toHaveLength(1);
    expect(await theirs.api.backups.targets.list()).toMatchObject([
      { id: 'local', usedBy: [{ title: 'News' }] },
      { id: foreign.target, name: 'attic', usedBy: [{ title: 'News' }], backups: 0 },
    ]);
    expect((await theirs.api.backups.recovery()).keptAtMs).toBeNull();
  });

  it('never asks the worker about what is foreign', () => {
    for (const { caller, input } of site.worker.asked.filter(
      (one) => one.caller.organisation === ours.scope.organisation,
    )) {
      expect(caller.user).toBe(ours.scope.user.id);
      expect(JSON.stringify(input ?? null)).not.toContain(foreign.installation);
      expect(JSON.stringify(input ?? null)).not.toContain(foreign.host);
    }
  });

  it.each(Object.keys(EXPECTED))('%s: not without signing in', async (path) => {
    const failure = await call(stranger(site), path, EXPECTED[path]?.input?.(foreign)).then(
      () => null,
      (error: unknown) => error,
    );
    expect((failure as TRPCError | null)?.code).toBe('UNAUTHORIZED');
  });

  describe('a viewer', () => {
    let viewer: Member;
    beforeAll(async () => {
      viewer = await organisationWith(site, 'viewers', 'viewer');
    });

    /** Of the procedures that an organisation's members have, those that answer "not you". */
    async function refusedByTrying(member: Member): Promise<string[]> {
      const refusedPaths: string[] = [];
      for (const path of Object.keys(EXPECTED)) {
        const answer = await call(member.api, path, EXPECTED[path]?.input?.(foreign)).catch(
          (error: unknown) => error,
        );
        if (answer instanceof TRPCError && answer.code === 'FORBIDDEN') refusedPaths.push(path);
      }
      return refusedPaths.sort();
    }

    it('looks and changes nothing', async () => {
      expect(await viewer.api.hosts.list()).toEqual([]);
      const changing = paths.filter((path) => {
        const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
        return (
          procedures[path]?._def.type === 'mutation' && !path.startsWith('session.') && !PUBLIC.includes(path)
        );
      });
      expect(await refusedByTrying(viewer)).toEqual(expect.arrayContaining(changing));
    });

    it('is told exactly what is refused, so that pages offer none of it', async () => {
      expect((await viewer.api.permissions.refused()).sort()).toEqual(await refusedByTrying(viewer));
      expect(await ours.api.permissions.refused()).toEqual([]);
    });
  });
});
