// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appId, type HostId, type InstallationId, type OperationId } from '#contract/ids.ts';
import type { NumberedEvent } from '#contract/operation.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { down, sshToHost } from '#sandbox/sandbox.ts';
import { inScope } from '#server/database/connection.ts';
import { openProduct, type Product } from './product.fixture.ts';

/** The worker as a process of its own, with the real signer, PostgreSQL and host. */
// A whole install, on a busy computer.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 1_800_000 });

const HOST = 'test-worker';
let home: string;
let product: Product;
let host: HostId;

beforeAll(async () => {
  // A run that broke off left it.
  await down(HOST, { remove: true });
  home = await mkdtemp(join(tmpdir(), 'hop3-worker-'));
  product = await openProduct({ home, hostName: HOST });
  host = await product.connect();
});

afterAll(async () => {
  await product?.close();
  await down(HOST, { remove: true });
  await rm(home, { recursive: true, force: true });
});

interface Begun {
  readonly operation: OperationId;
  readonly installation: InstallationId;
  readonly domain: string;
}

async function beginInstall(label: string): Promise<Begun> {
  const domain = `${label}.${product.sandbox.domainSuffix}`;
  const app = appId.parse('miniflux');
  const input = { app, host, title: label, domain, settings: {} };
  return { ...(await product.member.api.installations.install(input)), domain };
}

async function uninstall({ installation, domain }: Begun): Promise<string> {
  const gone = await product.member.api.installations.uninstall({ installation, confirm: domain });
  return (await product.follow(gone.operation)).state;
}

/** Resolves when the operation says that a step is running. */
function untilRunning(operation: OperationId, step: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const told = ({ event }: NumberedEvent) => {
      if (event.type === 'step' && event.step === step && event.state === 'running') resolve();
    };
    product.follow(operation, told).then(() => reject(new Error(`it ended before ${step}`)), reject);
  });
}

/** A shell line on the host, as root: its exit code and what it printed. */
function onHost(line: string): Promise<{ code: number; text: string }> {
  const [program = '', ...args] = [...sshToHost(product.sandbox), line];
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 60_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
      resolve({ code, text: `${stdout}${stderr}` });
    });
  });
}

/** What is ours on the host: accounts of apps, units, databases, roles, directories, sites. */
async function ofApps(): Promise<string> {
  const { text } = await onHost(
    [
      "getent passwd | cut -d: -f1 | grep -E '^hop3-[a-z2-7]{8}$'",
      "systemctl list-units --all --plain --no-legend | awk '{ print $1 }' | grep -E 'hop3-[a-z2-7]{8}' | grep -vx hop3-firewall.service",
      "runuser -u postgres -- psql -Atc \"select datname from pg_database where datname like 'hop3%' union select rolname from pg_roles where rolname like 'hop3%'\"",
      'ls -A /var/lib/hop3/installations /var/lib/hop3/registry /var/lib/hop3/certificates /run/hop3/apps',
      'ls -A /etc/nginx/hop3',
      'true',
    ].join('; '),
  );
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith(':'))
    .join('\n');
}

describe('an operation whose worker is killed', () => {
  it.each(['build-release', 'addons', 'start'])('goes on in %s with the next worker', async (step) => {
    const begun = await beginInstall(`killed-${step}`);
    await untilRunning(begun.operation, step);
    await product.killWorker();
    await product.startWorker();
    const ended = await product.follow(begun.operation);
    expect(ended.failure).toBeNull();
    expect(ended.state).toBe('succeeded');
    expect(await uninstall(begun)).toBe('succeeded');
  });

  it('is undone by the next worker when it was cancelled meanwhile', async () => {
    const begun = await beginInstall('cancelled');
    await untilRunning(begun.operation, 'build-release');
    await product.killWorker();
    await product.member.api.operations.cancel({ operation: begun.operation });
    await product.startWorker();
    expect(await product.follow(begun.operation)).toMatchObject({ state: 'cancelled', leftBehind: false });
  });
});

describe('two installs at once on one host', () => {
  it('both succeed, and neither app reaches what is of the other', async () => {
    const begun = await Promise.all([beginInstall('one'), beginInstall('other')]);
    const ended = await Promise.all(begun.map(({ operation }) => product.follow(operation)));
    expect(ended.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    const [first, second] = ended;
    expect(first?.startedAtMs).toBeLessThan(second?.endedAtMs ?? 0);
    expect(second?.startedAtMs).toBeLessThan(first?.endedAtMs ?? 0);

    const [one, other] = await Promise.all(begun.map(({ installation }) => reservationOf(installation)));
    if (!one || !other) throw new Error('nothing was reserved');
    const asOne = (command: string) => onHost(`runuser -u ${one.user} -- ${command}`);
    const query = (database: string) => asOne(`psql -At -U ${one.user} -d ${database} -c 'select 1' -w`);
    // What is its own works, so that a refusal is not an accident.
    expect(await query(one.databaseName)).toMatchObject({ code: 0, text: '1\n' });
    expect((await query(other.databaseName)).code).not.toBe(0);
    expect(
      (await asOne(`psql -At -U ${other.user} -d ${other.databaseName} -c 'select 1' -w`)).code,
    ).not.toBe(0);
    expect((await asOne(`ls /var/lib/hop3/installations/${other.user}`)).code).not.toBe(0);
    expect((await asOne('cat /var/lib/hop3/secrets/*.json')).code).not.toBe(0);
    const ask = (socket: string) =>
      asOne(
        `curl -s -o /dev/null --unix-socket /run/hop3/apps/${socket}/web.sock http://localhost/healthcheck`,
      );
    expect((await ask(other.user)).code).not.toBe(0);

    for (const each of begun) expect(await uninstall(each)).toBe('succeeded');
  });
});

describe('after everything was uninstalled', () => {
  it('nothing of any app is on the host', async () => {
    expect(await ofApps()).toBe('');
  });

  it('and disconnecting takes our programs off it, and the backups as was asked', async () => {
    expect(await product.member.api.backups.kept()).not.toEqual([]);
    const { operation } = await product.member.api.hosts.disconnect({ host, deleteBackups: true });
    expect(await product.follow(operation)).toMatchObject({ state: 'succeeded' });
    const left = await onHost(
      "ls -d /opt/hop3/runtime/* 2>/dev/null; find /var/lib/hop3 -maxdepth 4 2>/dev/null; getent passwd | grep '^hop3'; true",
    );
    expect(left.text).toBe('');
    expect(await product.member.api.backups.kept()).toEqual([]);
  });
});

async function reservationOf(installation: InstallationId) {
  const { web, member } = product;
  const [row] = await inScope(web.db, member.scope, (tx) =>
    tx
      .select({ reservation: installations.reservation })
      .from(installations)
      .where(eq(installations.id, installation)),
  );
  return row?.reservation ?? null;
}
