// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { recoveryBlock } from '#contract/recovery-sheet.ts';
import { down, type SandboxHost, up } from '#sandbox/sandbox.ts';
import { PASSWORD } from '#server/api/api.fixture.ts';
import { loadPackage } from '#server/catalogue/load-package.ts';
import { backUpControlPlane } from '#server/control-plane/back-up.ts';
import { type Laboratory, openLaboratory, type Subject } from './laboratory.ts';
import { onHost } from './on-host.ts';
import { install, mustHaveMark, newToken, putMark, signIn, type Trial } from './trial.ts';

/** Everything is destroyed but an SFTP server and the recovery sheet (docs/guides/recovery.md). */
const CATALOGUE = join(process.cwd(), 'catalogue');
const SFTP = 'disaster-sftp';
const token = newToken();

let sftp: SandboxHost;
let work: string;
let lab: Laboratory;
let subject: Subject;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'hop3-disaster-'));
  // PostgreSQL runs as a user of its own.
  await chmod(work, 0o755);
  await down(SFTP, { remove: true });
  sftp = await up({ name: SFTP });
  await onHost(sftp, 'useradd --create-home keeper && install -d -o keeper -m 0700 /home/keeper/.ssh');
  lab = await openLaboratory(options('disaster'));
});
afterAll(async () => {
  await lab?.close();
  await down(SFTP, { remove: true });
  await rm(work, { recursive: true, force: true });
});

const options = (prefix: string) => ({
  ...{ app: 'miniflux', catalogue: CATALOGUE, prefix, keep: false, log: () => undefined },
  suite: 'trixie' as const,
});

function trialIn(laboratory: Laboratory): Trial {
  const loaded = loadPackage('miniflux', CATALOGUE);
  if (!loaded.ok) throw new Error('catalogue/miniflux has mistakes');
  return {
    ...{ lab: laboratory, app: 'miniflux', settings: {}, catalogue: CATALOGUE },
    manifest: loaded.value.package.manifest,
    formerSecrets: [],
    measured: {
      installMs: null,
      peakMemoryBytes: null,
      dataBytes: null,
      heldMs: { backup: null, update: null },
    },
  };
}

it('keeps an app and the site on an SFTP server', async () => {
  const trial = trialIn(lab);
  const { api } = lab;
  const added = await api.backups.targets.add({
    kind: 'sftp',
    name: 'Cellar',
    address: sftp.address,
    port: sftp.sshPort,
    user: 'keeper',
    path: 'hop3',
    hostKey: sftp.hostKey,
  });
  if (added.publicKey === null) throw new Error('no key to let in');
  await letIn(added.publicKey);

  ({ subject } = await install(trial, await lab.host('main'), 'news'));
  await putMark(trial, subject, token);
  const plan = await api.backups.setPlan({
    installation: subject.installation,
    schedule: { every: 'day', at: '03:15' },
    keep: { daily: 7, weekly: 4, monthly: 6 },
    paused: false,
    targets: ['local', added.target as never],
  });
  await lab.succeed(plan.operation, 'Setting the backups up');
  const { operation } = await api.backups.now({ installation: subject.installation });
  await lab.succeed(operation, 'The backup');

  const { paths } = lab.product;
  await backUpControlPlane({ paths, siteUrl: 'http://localhost:3000', nowMs: Date.now() });
  await vi.waitFor(
    async () => {
      const copies = await api.backups.siteCopies();
      expect(copies).toContainEqual(expect.objectContaining({ name: 'Cellar', failure: null }));
    },
    { timeout: 120_000, interval: 1_000 },
  );
  const { sheet } = await api.backups.recoverySheet({ password: PASSWORD });
  await writeFile(join(work, 'sheet.txt'), `Keep this.\n\n${recoveryBlock(sheet)}`);
});

it('brings both back when nothing else is left', async () => {
  await lab.close();
  const home = join(work, 'new');
  const restored = await promisify(execFile)(
    process.execPath,
    ['scripts/restore-control-plane.ts', join(work, 'sheet.txt')],
    { env: { ...process.env, HOP3_HOME: home } },
  );
  expect(restored.stdout).toContain('The site is as it was on');

  lab = await openLaboratory({ ...options('disaster-new'), home });
  const { api } = lab;
  const [lost] = await api.hosts.list();
  if (lost === undefined) throw new Error('the lost server is not known');
  expect(lost.name).toBe('disaster');
  const gone = await api.hosts.letGo({ host: lost.id, confirm: lost.name });
  await lab.succeed(gone.operation, 'Letting go of the lost server');

  const { backups } = await api.backups.list({ installation: subject.installation });
  const copy = backups.find(({ copies }) => copies.some(({ name }) => name === 'Cellar'));
  if (copy === undefined) throw new Error('the backup in the cellar is not listed');
  const host = await lab.host('main');
  const domain = `news.${host.sandbox.domainSuffix}`;
  const made = await api.backups.installFromBackup({
    installation: subject.installation,
    backup: copy.id,
    host: host.id,
    title: 'News, again',
    domain,
  });
  await lab.succeed(made.operation, 'Bringing it back');
  const again: Subject = { installation: made.installation, domain, host };
  await signIn(trialIn(lab), again);
  await mustHaveMark(trialIn(lab), again, token, 'after everything was lost');
});

/** What the page tells a person to do on an SFTP server. */
async function letIn(publicKey: string): Promise<void> {
  const [type = '', key = ''] = publicKey.split(' ');
  await onHost(
    sftp,
    'echo "$1 $2" > /home/keeper/.ssh/authorized_keys && chown keeper: /home/keeper/.ssh/*',
    [type, key],
  );
}
