// SPDX-License-Identifier: AGPL-3.0-or-later
import { withoutUnprintable } from '#agent/host/control-characters.ts';
import type { Host, Listener, RunResult } from '#agent/host/host.ts';
import { addressesOf, ownAddresses } from '#agent/host/name-lookup.ts';
import { paths } from '#agent/host/paths.ts';
import { directoryName } from '#contract/acme.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { AcmeIssuer, CertificateOrder } from '../contract.ts';
import {
  contactOf,
  DIRECTORY_CA,
  forgetAccount,
  type KnownAccount,
  readAccount,
  writeAccount,
} from './account.ts';
import { explainLego } from './explain.ts';
import { ACME_USER, acmeUnitArgv, acmeUnitName, legoArgv, ORDER_SECONDS } from './lego-unit.ts';

/** Root's own, where the request lies for lego to read: nothing in it is a secret. */
const REQUESTS = '/run/hop3/acme';
/** As the client names what it got. */
const GOT = `${paths.acme}/certificates`;
const LARGEST_CHAIN_BYTES = 65_536;

/**
 * ACME by HTTP-01 with the distribution's lego. It runs as an account of its own in a unit that may write to nothing
 * else; the key of a certificate is made by rootd and lego gets a request for it. What that account writes is never
 * opened by root: it is read, and taken away, as that account.
 */
export const acme: AcmeIssuer = {
  name: 'acme',

  source: async (host) => {
    const account = await readAccount(host);
    return account === null ? null : `acme:${account.directory}`;
  },

  issue: async (order, host, listener) => {
    const account = await readAccount(host);
    if (account === null) return err(noDirectory);
    listener.note(`Asking ${directoryName(account.directory)} for a certificate`);
    let ran = await orderOne(account, order, host, listener);
    if (ran.exitCode !== 0 && /acme:error:accountDoesNotExist/.test(ran.stderr)) {
      // The directory lost its memory, as a company's own may: there is nothing to go back to, only a new account to make.
      listener.note('The directory does not know the account any more; making another one');
      await asAcme('forget', ['rm', '-rf', '--', accountsAt(account.directory)], host);
      ran = await orderOne(account, order, host, listener);
    }
    try {
      return ran.exitCode === 0 ? await take(order, host) : err(await explain(account, order, ran));
    } finally {
      await asAcme('tidy', ['rm', '-rf', '--', GOT], host);
      await host.removeTree(REQUESTS);
    }
  },

  setAccount: async (account, host) => {
    if (account === null) {
      await forgetAccount(host);
      return ok(undefined);
    }
    const made = await makeUser(host);
    if (!made.ok) return made;
    for (const path of [paths.acme, paths.acmeWebroot]) {
      await host.makeDirectory(path, { ...made.value, mode: path === paths.acme ? 0o700 : 0o755 });
    }
    return writeAccount(account, host);
  },
};

/** Where lego keeps its accounts at a directory. */
const accountsAt = (directory: string): string =>
  `${paths.acme}/accounts/${new URL(directory).host.replaceAll(':', '_')}`;

const noDirectory = failure('certificate-failed', 'This server knows no certificate directory yet.', {
  remedy: 'Choose where certificates come from again, on the page of the app.',
});

async function orderOne(
  account: KnownAccount,
  order: CertificateOrder,
  host: Host,
  listener: Listener,
): Promise<RunResult> {
  const requestPath = `${REQUESTS}/request.pem`;
  await host.makeDirectory(REQUESTS, { mode: 0o755, uid: 0, gid: 0 });
  await host.writeAtomic(requestPath, order.requestPem, { mode: 0o644 });
  const contact = await contactOf(account, order.domain, host);
  const command = legoArgv({ directory: account.directory, contact, requestPath });
  const trusted = account.hasCa ? `${paths.caBundle}:${DIRECTORY_CA}` : paths.caBundle;
  const unit = { name: 'order', command, network: true, env: { LEGO_CA_CERTIFICATES: trusted } };
  // One that outlived a killed rootd.
  await host.run(['systemctl', 'stop', acmeUnitName(unit.name)], { timeoutMs: 60_000 });
  return host.run(acmeUnitArgv(unit), {
    timeoutMs: (ORDER_SECONDS + 30) * 1000,
    onLine: (line) => {
      // Its own log lines start with the time; the rest is advice for people at a terminal.
      const said = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:\[INFO\] )?(.+)$/.exec(line)?.[1];
      if (said !== undefined) listener.log(said);
    },
  });
}

/** What lego got, by content. */
async function take(
  { domain }: CertificateOrder,
  host: Host,
): Promise<Result<{ chainPem: string }, Failure>> {
  const read = await asAcme(
    'read',
    ['head', `--bytes=${LARGEST_CHAIN_BYTES}`, '--', `${GOT}/${domain}.crt`],
    host,
  );
  if (read.exitCode === 0) return ok({ chainPem: read.stdout });
  return err(
    failure('certificate-failed', 'The certificate that was got cannot be read.', {
      remedy: 'Try again.',
      detail: withoutUnprintable(read.stderr).slice(-2000),
    }),
  );
}

async function explain(
  account: KnownAccount,
  { domain }: CertificateOrder,
  ran: RunResult,
): Promise<Failure> {
  return explainLego(ran.stderr, {
    domain,
    directory: account.directory,
    pointsTo: await addressesOf(domain),
    ownAddresses: ownAddresses(),
  });
}

function asAcme(name: string, command: readonly [string, ...string[]], host: Host): Promise<RunResult> {
  return host.run(acmeUnitArgv({ name, command, network: false }), { timeoutMs: 60_000 });
}

async function makeUser(host: Host): Promise<Result<{ uid: number; gid: number }, Failure>> {
  const find = async () => {
    const found = await host.run(['getent', 'passwd', ACME_USER], { timeoutMs: 20_000 });
    const [, , uid = '', gid = ''] = found.stdout.split(':');
    return found.exitCode === 0 ? { uid: Number(uid), gid: Number(gid) } : null;
  };
  const there = await find();
  if (there) return ok(there);
  const made = await host.run(
    [
      'useradd',
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      paths.acme,
      '--shell',
      '/usr/sbin/nologin',
      ACME_USER,
    ],
    { timeoutMs: 60_000 },
  );
  const user = await find();
  if (user) return ok(user);
  return err(
    failure('internal', `The account ${ACME_USER} cannot be made on the server.`, {
      detail: withoutUnprintable(made.stderr).slice(-2000),
    }),
  );
}
