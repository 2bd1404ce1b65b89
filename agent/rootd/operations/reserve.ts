// SPDX-License-Identifier: AGPL-3.0-or-later
import { dirname } from 'node:path';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { appListens } from '#contract/manifest/command.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { Reservation } from '#contract/rootd-api.ts';
import { tmpfilesText, wantedDirectories } from '../app-files.ts';
import type { Handler, RootdContext } from '../context.ts';
import { applyFirewall } from '../firewall.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { databaseNameOf, mintLabel, mintPort, userOf } from '../mint.ts';
import { refusePackage, refuseSecrets, refuseSettings, refuseText } from '../package-refusals.ts';
import type { Secrets } from '../records.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { sha256OfJson } from '../ticket-check.ts';
import { createAccount, findAccount, findGroup, nameTaken } from '../unix-users.ts';

const LABELS_TRIED = 20;

/** installation.reserve: the record first, then what it describes; a second call finds the first's and repairs what is missing. */
export const reserve: Handler<'installation.reserve'> = async ({ input, secrets, context }) => {
  const refused = refuseInput(input, secrets);
  if (refused) return err(refused);
  const bad = refusePackage(input.package.manifest, context.plugins);
  if (bad) return err(bad);

  const record = await context.shared.run('mint', () => register(input, context));
  if (!record.ok) return record;
  await context.records.writeSecrets(input.installation, secrets);
  const made = await makeGround(record.value, context);
  if (!made.ok) return made;
  const { user, uid, port, databaseName } = record.value;
  return ok({ user, uid, port, databaseName } satisfies Reservation);
};

type Input = Parameters<typeof reserve>[0]['input'];

function refuseInput(input: Input, secrets: Secrets): Failure | null {
  const { manifest } = input.package;
  const texts: [string, string][] = [
    ['title', input.title],
    ['timezone', input.timezone],
    ['language', input.language],
    ['admin.username', input.admin?.username ?? ''],
  ];
  for (const [name, value] of texts) {
    const bad = refuseText(name, value);
    if (bad) return bad;
  }
  if (!/^[A-Za-z0-9_+/-]*$/.test(input.timezone))
    return failure('input-refused', 'timezone: not the name of a time zone.');
  if (!/^[A-Za-z0-9_-]*$/.test(input.language))
    return failure('input-refused', 'language: not a language tag.');
  if (manifest.admin && input.admin && !secrets['admin.password'])
    return failure('input-refused', 'admin.password: its generated value is missing.');
  return refuseSettings(input.settings, manifest) ?? refuseSecrets(secrets, manifest);
}

async function register(input: Input, context: RootdContext): Promise<Result<InstallationRecord, Failure>> {
  const packageDigest = sha256OfJson(input.package);
  const there = await context.records.read(input.installation);
  if (there) {
    if (there.packageDigest !== packageDigest || there.domain !== input.domain) {
      return err(
        failure('name-taken', 'This installation exists already, with another package or address.', {
          remedy: 'Uninstall it first.',
        }),
      );
    }
    return ok(there);
  }
  const all = await context.records.all();
  const original = all.find((record) => record.installation === input.rehearsalOf);
  if (input.rehearsalOf !== undefined && original?.domain !== input.domain)
    return err(failure('input-refused', 'A rehearsal has the address of an installation on this server.'));
  const taken = original ? null : domainTaken(input.domain, all);
  if (taken) return err(taken);
  const minted = await mint(input.installation, all, appListens(input.package.manifest) === 'port', context);
  if (!minted.ok) return minted;
  const { installation, title, domain, publicPort, settings, admin, timezone, language } = input;
  const record: InstallationRecord = {
    version: 1,
    installation,
    title,
    ...minted.value,
    package: input.package,
    packageDigest,
    domain,
    publicPort,
    settings,
    admin,
    timezone,
    language,
    rootDigest: null,
    rootVersion: null,
    addons: {},
    hooksDone: [],
    addonTypes: [],
    generation: 0,
    restoredBy: null,
    generations: [],
    next: null,
    previous: [],
    issuer: 'private',
    previousDomain: null,
    rehearsalOf: input.rehearsalOf ?? null,
    reservedAtMs: context.host.nowMs(),
  };
  await context.records.write(record);
  return ok(record);
}

async function mint(
  installation: InstallationId,
  all: readonly InstallationRecord[],
  needsPort: boolean,
  context: RootdContext,
): Promise<Result<Reservation, Failure>> {
  const { ledger } = context;
  const freed = needsPort ? await freePort(installation, all, context) : ok(null);
  if (!freed.ok) return freed;
  const port = freed.value;
  const label = await freeLabel(installation, context);
  if (!label.ok) return label;
  const user = userOf(label.value);
  const databaseName = databaseNameOf(label.value);

  const earlier = await ledger.find(installation);
  const reusable =
    earlier && earlier.user === user && (await uidIsFree(earlier.uid, context)) ? earlier : null;
  if (reusable && reusable.port === port) return ok({ user, uid: reusable.uid, port, databaseName });
  const minted = await ledger.mint({ installation, user, port }, (uid) => uidIsFree(uid, context));
  if (!minted) return err(failure('internal', 'The server has no free user number left for apps.'));
  return ok({ user, uid: minted.uid, port, databaseName });
}

/** The installation's own label; another one when an earlier installation of ours has it. */
async function freeLabel(
  installation: InstallationId,
  context: RootdContext,
): Promise<Result<string, Failure>> {
  const earlier = await context.ledger.find(installation);
  const ours = await context.ledger.users();
  for (let attempt = 0; attempt < LABELS_TRIED; attempt += 1) {
    const label = mintLabel(installation, attempt);
    const user = userOf(label);
    if (ours.has(user) && earlier?.user !== user) continue;
    const account = await findAccount(user, context.host);
    if (account && account.uid !== earlier?.uid) return err(nameTaken(user));
    return ok(label);
  }
  return err(failure('name-taken', 'No free account name was found for this installation.'));
}

async function uidIsFree(uid: number, context: RootdContext): Promise<boolean> {
  return (await findAccount(uid, context.host)) === null && (await findGroup(uid, context.host)) === null;
}

/** A loopback port of its own that nobody has or listens on. */
export async function freePort(
  installation: InstallationId,
  all: readonly InstallationRecord[],
  context: RootdContext,
): Promise<Result<number, Failure>> {
  const taken = new Set([...all.flatMap((record) => record.port ?? []), ...(await portsInUse(context))]);
  const port = mintPort(installation, taken);
  return port === null ? err(failure('port-taken', 'The server has no free port left for apps.')) : ok(port);
}

/** Whose address it is; null when it is free. Copies for rehearsals have none of their own. */
export function domainTaken(domain: string, others: readonly InstallationRecord[]): Failure | null {
  const owner = others.find((record) => record.domain === domain && record.rehearsalOf === null);
  return owner
    ? failure('domain-taken', `${domain} belongs to “${owner.title}” on this server.`, {
        remedy: 'Choose another address.',
      })
    : null;
}

/** TCP ports that something listens on, whoever it is. */
async function portsInUse(context: RootdContext): Promise<number[]> {
  const found = await context.host.run(['ss', '--tcp', '--listening', '--numeric', '--no-header'], {
    timeoutMs: 20_000,
  });
  return found.stdout.split('\n').flatMap((line) => {
    const port = /:(\d+)\s/.exec(line.trim().split(/\s+/)[3]?.concat(' ') ?? '')?.[1];
    return port === undefined ? [] : [Number(port)];
  });
}

/** User, directories and firewall rule of a record. */
async function makeGround(record: InstallationRecord, context: RootdContext): Promise<Result<void, Failure>> {
  const { host } = context;
  const account = await context.shared.run('users', () => createAccount(record.user, record.uid, host));
  if (!account.ok) return account;
  const proxyGroup = await findGroup('hop3-proxy', host);
  if (proxyGroup === null) throw new Error('the group hop3-proxy is missing: bootstrap makes it');
  for (const { path, owner } of wantedDirectories(record, proxyGroup)) await host.makeDirectory(path, owner);
  await host.makeDirectory(dirname(rootdPaths.tmpfiles(record.user)));
  await host.writeAtomic(rootdPaths.tmpfiles(record.user), tmpfilesText(record), { mode: 0o644 });
  return applyFirewall(context);
}
