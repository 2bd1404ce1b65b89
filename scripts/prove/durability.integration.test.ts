// SPDX-License-Identifier: AGPL-3.0-or-later
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryOfHost, KEPT_BACKUPS, leftSince } from '#scripts/client/host-inventory.ts';
import { loadPackage } from '#server/catalogue/load-package.ts';
import { type LabHost, type Laboratory, openLaboratory, type Subject } from './laboratory.ts';
import { nextPackage } from './next-package.ts';
import { onHost, sayOnHost } from './on-host.ts';
import { type Victim, weather } from './storm.ts';
import { hasMark, mustHaveMark, newToken, putMark, signIn, type Trial, uninstall, userOf } from './trial.ts';

/** Worker, agent, rootd, PostgreSQL and the server itself are killed in steps of everything that is done with an app. */

const CATALOGUE = join(process.cwd(), 'catalogue');

interface Storms {
  readonly install: Readonly<Record<string, Victim>>;
  readonly backup: Readonly<Record<string, Victim>>;
  readonly restore: Readonly<Record<string, Victim>>;
  readonly update: Readonly<Record<string, Victim>>;
}

/** Together every step that changes something, each by another death. */
const APPS: readonly { app: string; settings: Record<string, string>; storms: Storms }[] = [
  {
    app: 'miniflux',
    settings: {},
    storms: {
      install: {
        'build-release': 'first-data',
        addons: 'worker',
        configure: 'rootd',
        start: 'agent',
        route: 'database',
      },
      backup: { backup: 'agent' },
      restore: { 'put-data': 'server', 'switch-data': 'worker', start: 'rootd' },
      update: {
        'prepare-release': 'database',
        rehearse: 'agent',
        'switch-release': 'server',
        migrate: 'worker',
      },
    },
  },
  {
    app: 'wordpress',
    settings: { title: 'Town hall' },
    storms: {
      install: { 'build-release': 'first-data', addons: 'worker', initialise: 'agent', certificate: 'rootd' },
      backup: { backup: 'server' },
      restore: { 'put-data': 'worker', 'switch-data': 'server', reopen: 'agent' },
      update: { 'prepare-release': 'rootd', rehearse: 'server', hold: 'worker', 'switch-release': 'agent' },
    },
  },
];

describe.each(APPS)('$app', ({ app, settings, storms }) => {
  let lab: Laboratory;
  let host: LabHost;
  let trial: Trial;
  let subject: Subject;
  let before: readonly string[];
  const token = newToken();

  beforeAll(async () => {
    const loaded = loadPackage(app, CATALOGUE);
    if (!loaded.ok) throw new Error(`catalogue/${app} has mistakes`);
    lab = await openLaboratory({
      app,
      catalogue: CATALOGUE,
      prefix: `storm-${app}`,
      suite: 'trixie',
      keep: false,
      log: () => undefined,
    });
    host = await lab.host('main');
    before = inventoryOfHost(host.sandbox.name);
    trial = {
      ...{ lab, app, settings, catalogue: CATALOGUE, manifest: loaded.value.package.manifest },
      formerSecrets: [],
      measured: {
        installMs: null,
        peakMemoryBytes: null,
        dataBytes: null,
        heldMs: { backup: null, update: null },
      },
    };
  });
  afterAll(() => lab?.close());

  async function survives(operation: Parameters<typeof weather>[2], plan: Readonly<Record<string, Victim>>) {
    const { view, struck, told } = await weather(lab, host, operation, plan);
    // What went wrong first: an operation that failed does not come to the steps that are struck after.
    expect(view.failure).toBeNull();
    expect(view).toMatchObject({ state: 'succeeded', leftBehind: false });
    expect(struck).toEqual(Object.keys(plan));
    const isHalfMade = Object.values(plan).includes('first-data');
    expect(told.some((line) => line.endsWith('beginning that again'))).toBe(isHalfMade);
  }

  it('is installed, once', async () => {
    const domain = `${app}.${host.sandbox.domainSuffix}`;
    const { operation, installation } = await lab.api.installations.install({
      app: app as never,
      host: host.id,
      title: app,
      domain,
      settings,
    });
    subject = { installation, domain, host };
    await survives(operation, storms.install);
    await signIn(trial, subject);
    expect(await countsOf(subject)).toEqual({ accounts: 1, databases: 1, sites: 1 });
    await putMark(trial, subject, token);
  });

  it('is backed up', async () => {
    const { operation } = await lab.api.backups.now({ installation: subject.installation });
    await survives(operation, storms.backup);
  });

  it('is brought back', async () => {
    const later = newToken();
    await putMark(trial, subject, later);
    const { backups } = await lab.api.backups.list({ installation: subject.installation });
    const [newest] = backups;
    if (newest === undefined) throw new Error('no backup is listed');
    const { operation } = await lab.api.backups.restore({
      installation: subject.installation,
      backup: newest.id,
    });
    await survives(operation, storms.restore);
    await signIn(trial, subject);
    await mustHaveMark(trial, subject, token, 'after the restore');
    expect(await hasMark(trial, subject, later)).toBe(false);
    expect((await countsOf(subject)).accounts).toBe(1);
  });

  it('is updated', async () => {
    const newer = nextPackage(trial, (toml) => toml);
    try {
      lab.offer(newer.catalogue);
      const { available } = await lab.api.updates.view({ installation: subject.installation });
      if (available === null) throw new Error('no update is offered');
      const { operation } = await lab.api.updates.update({
        installation: subject.installation,
        packageDigest: available.packageDigest,
      });
      await survives(operation, storms.update);
    } finally {
      lab.offer(null);
      newer.remove();
    }
    await signIn(trial, subject);
    await mustHaveMark(trial, subject, token, 'after the update');
  });

  it('leaves nothing but its backups', async () => {
    await uninstall(trial, subject);
    expect(leftSince(before, inventoryOfHost(host.sandbox.name), KEPT_BACKUPS)).toEqual([]);
  });
});

/** What there is of an installation on its server: exactly one of each, whatever was done twice. */
async function countsOf(subject: Subject): Promise<{ accounts: number; databases: number; sites: number }> {
  const { sandbox } = subject.host;
  const count = async (script: string) => Number((await onHost(sandbox, script)).trim());
  await userOf(subject);
  const postgres = (await sayOnHost(sandbox, 'command -v psql')).code === 0;
  return {
    accounts: await count("getent passwd | cut -d: -f1 | grep -cE '^hop3-[a-z2-7]{8}$'"),
    databases: await count(
      postgres
        ? 'runuser -u postgres -- psql -Atc "select count(*) from pg_database where datname like \'hop3%\'"'
        : 'mariadb -N -e "select count(*) from information_schema.schemata where schema_name like \'hop3%\'"',
    ),
    sites: await count('ls /etc/nginx/hop3 | grep -c . || true'),
  };
}
