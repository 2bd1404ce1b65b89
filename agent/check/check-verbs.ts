// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { trustedRoots } from '#agent/host/trusted-roots.ts';
import { type AgentVerb, agentVerbs } from '#contract/agent-api.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import type { InterpolationScope } from '#contract/manifest/interpolate.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { type RootdOutput, rootdVerbs } from '#contract/rootd-api.ts';
import type { VerbRun } from '../operations/effects.ts';
import { callRootd, readFromRootd } from '../operations/rootd-client.ts';
import type { AgentVerbRunner } from '../operations/verb-runner.ts';
import { countByRequest } from './count.ts';
import { checkHealth } from './health.ts';
import { runSeed } from './seed.ts';
import { describeTransport, isCertificateError, isTransportError } from './seen.ts';
import { badPackage, type Credential } from './session.ts';
import { checkSignIn } from './sign-in.ts';
import { type SiteAddress, SiteClient } from './site-client.ts';

type Description = RootdOutput<'installation.describe'>;
type Checked = Promise<Result<{ notes: string[]; count?: number | null }, Failure>>;

/** A proxy that was reloaded a moment ago, or an app that restarts itself once, gets this many tries. */
const TRIES = 4;
const BETWEEN_TRIES_MS = 1500;
const COUNT_MS = 180_000;

/** The agent's own verbs. What to check comes from rootd's registry, the password from the effect's secrets. */
export function checkVerbRunner(ports: { rootdSocket: string }): AgentVerbRunner {
  return async (verb, run) => {
    const startMs = Date.now();
    const input = parsedInput(verb, run.input);
    const described = await readFromRootd({
      socketPath: ports.rootdSocket,
      verb: 'installation.describe',
      input: { installation: input.installation },
      timeoutMs: 20_000,
      signal: run.signal,
    });
    if (!described.ok) return described;
    const installation = rootdVerbs['installation.describe'].output.parse(described.value);
    const via = input.via ?? 'private';
    const token = input.token ?? null;
    const work = { id: input.installation, installation, via, token, run, rootdSocket: ports.rootdSocket };
    const result = await withRetries(run, () => checked(verb, work));
    if (!result.ok) return result;
    const { notes, count = null } = result.value;
    return ok({ durationMs: Date.now() - startMs, notes, count });
  };
}

interface CheckInput {
  readonly installation: InstallationId;
  readonly via?: 'private' | 'public';
  readonly token?: string;
}

/** Each schema has `installation`, some `via` or `token`. */
function parsedInput(verb: AgentVerb, input: unknown): CheckInput {
  return agentVerbs[verb].parse(input);
}

interface CheckWork {
  readonly id: InstallationId;
  readonly installation: Description;
  readonly via: 'private' | 'public';
  readonly token: string | null;
  readonly run: VerbRun;
  readonly rootdSocket: string;
}

async function checked(verb: AgentVerb, work: CheckWork): Checked {
  const { installation, run, token } = work;
  const { manifest } = installation.package;
  const address = await addressOf(work);
  const note = (sentence: string) => run.listener.note(sentence);
  switch (verb) {
    case 'check.health':
      return checkHealth({
        ...whoIsHealthy(work, address),
        clock: {
          nowMs: Date.now,
          pause: (ms) => sleep(ms, undefined, { signal: run.signal }).catch(() => undefined),
        },
        signal: run.signal,
        note,
      });
    case 'check.sign-in': {
      if (!manifest.check) return ok({ notes: ['The package describes no sign-in'] });
      const credential = credentialOf(work);
      if (!credential) return err(noPassword);
      return checkSignIn({
        newClient: () => new SiteClient(address),
        way: manifest.check['sign-in'],
        credential,
        wrongPassword: `wrong-${randomBytes(12).toString('hex')}`,
        scopeFor: (who) => scopeOf(work, who),
        note,
      });
    }
    case 'seed.put':
    case 'seed.find': {
      if (!manifest.seed) return ok({ notes: ['The package describes no data to write'] });
      const what = verb === 'seed.put' ? 'put' : 'find';
      const request = manifest.seed[what];
      const credential = credentialOf(work);
      if (request.auth !== 'none' && !credential) return err(noPassword);
      return runSeed({
        client: new SiteClient(address),
        request,
        way: manifest.check?.['sign-in'] ?? null,
        credential,
        scope: scopeOf(work, credential),
        mustHold: what === 'find' ? token : null,
        what,
      });
    }
    case 'check.count':
      return counted(work);
  }
}

async function counted(work: CheckWork): Checked {
  const { installation, run } = work;
  const { check } = installation.package.manifest;
  const count = check?.count;
  if (!count) return ok({ notes: ['The package says nothing that could be counted'], count: null });
  const { path } = count;
  const number =
    path === undefined
      ? await countByCommand(work)
      : await countByRequest({
          client: new SiteClient(await addressOf(work)),
          count: { ...count, path },
          way: check['sign-in'],
          credential: credentialOf(work),
          scope: scopeOf(work, credentialOf(work)),
        });
  if (!number.ok) return number;
  run.listener.note(`Counted ${number.value}`);
  return ok({ notes: [`Counted ${number.value}`], count: number.value });
}

/** The package's own command, run by rootd as the app's user. */
async function countByCommand({ id, run, rootdSocket }: CheckWork): Promise<Result<number, Failure>> {
  const counted = await callRootd({
    socketPath: rootdSocket,
    verb: 'count.run',
    input: { installation: id },
    listener: run.listener,
    timeoutMs: COUNT_MS,
    signal: run.signal,
  });
  if (!counted.ok) return counted;
  const { count } = rootdVerbs['count.run'].output.parse(counted.value);
  return count === null ? err(badPackage('[check.count] has no command')) : ok(count);
}

const noPassword = failure(
  'input-refused',
  'The check needs the password of the first account, and it was not given.',
);

async function addressOf({ installation, via }: CheckWork): Promise<SiteAddress> {
  const { domain, publicPort } = installation;
  if (via === 'private') return { domain, publicPort, via, endpoint: installation.endpoint };
  // Signed by somebody else than us: whom this host trusts, which may be more than whom the world does.
  return { domain, publicPort, via, rootCaPem: installation.rootCaPem ?? (await trustedRoots()) };
}

/** Of a guarded app the app itself, past its guard; visitors' way shows that the guard asks. */
function whoIsHealthy({ installation, via }: CheckWork, address: SiteAddress) {
  const { package: pack, behindGuard } = installation;
  const health = pack.manifest.healthcheck;
  if (behindGuard === null || address.via !== via) return { client: new SiteClient(address), health };
  if (address.via === 'private')
    return { client: new SiteClient({ ...address, endpoint: behindGuard }), health };
  const { contains: _, ...rest } = health;
  return { client: new SiteClient(address), health: { ...rest, status: 401 } };
}

function credentialOf({ installation, run }: CheckWork): Credential | null {
  const password = run.secrets['admin.password'];
  if (!installation.admin || password === undefined) return null;
  const byEmail = installation.package.manifest.admin?.login === 'email';
  return { login: byEmail ? installation.admin.email : installation.admin.username, password };
}

function scopeOf({ installation, token }: CheckWork, credential: Credential | null): InterpolationScope {
  const { domain, publicPort, title, admin, settings } = installation;
  return {
    domain,
    url: `https://${domain}${publicPort === 443 ? '' : `:${publicPort}`}`,
    name: title,
    ...Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [`settings.${name}`, String(value)]),
    ),
    ...(admin ? { 'admin.username': admin.username, 'admin.email': admin.email } : {}),
    ...(credential ? { 'admin.password': credential.password } : {}),
    ...(token === null ? {} : { 'seed.token': token }),
  };
}

/** Makes a failure of what the transport throws, after a few tries; other errors are bugs of ours. */
async function withRetries(run: VerbRun, attempt: () => Checked): Checked {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransportError(error)) throw error;
      if (run.signal.aborted) return err(failure('cancelled', 'It was cancelled.'));
      if (tries < TRIES) {
        await sleep(BETWEEN_TRIES_MS);
        continue;
      }
      return err(
        isCertificateError(error)
          ? failure(
              'certificate-failed',
              `The secure connection to the app could not be made: ${describeTransport(error)}.`,
            )
          : failure('check-failed', `The app could not be asked: ${describeTransport(error)}.`, {
              remedy: 'Look at its log for the reason, then try again.',
            }),
      );
    }
  }
}
