// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { canonicalJson } from '#contract/canonical-json.ts';
import { type Failure, failureSchema } from '#contract/failure.ts';
import type { HostId } from '#contract/ids.ts';
import type { RootdInput, RootdOutput, RootdVerb, rootdRequest } from '#contract/rootd-api.ts';
import type { TicketPayload } from '#contract/ticket.ts';
import { down, type SandboxHost, sshToHost, up } from '#sandbox/sandbox.ts';
import { buildAgent } from '#scripts/build-agent.ts';

/**
 * A real host with rootd on it and a ticket key that the test holds: what a control plane would be. For tests of the
 * privilege boundary, and by hand (`node agent/rootd/drive-rootd.ts`).
 */
export interface RootdHost {
  readonly sandbox: SandboxHost;
  readonly hostId: HostId;
  /** Runs one remote command line as root. */
  shell(
    command: string,
    stdin?: string | Readable,
  ): Promise<{ code: number; stdout: string; stderr: string }>;
  /** Asks rootd over its socket with a good ticket. */
  call<V extends RootdVerb>(
    verb: V,
    input: RootdInput<V>,
    options?: CallOptions,
  ): Promise<Answer<RootdOutput<V>>>;
  /** Sends a request as it is. */
  send(request: unknown): Promise<Answer<unknown>>;
  /** From now on tickets of the installation name this package. */
  speakOf(installation: string, pack: unknown): void;
  /** A signed ticket for a call, with `change` applied before it is signed. */
  ticketFor(verb: string, input: unknown, change?: Partial<TicketPayload>): string;
  /** Shuts the host down for the next test file. One on which something is left is removed, and that is an error. */
  leave(): Promise<void>;
}

interface CallOptions {
  readonly secrets?: Record<string, string>;
  readonly onEvent?: (kind: 'log' | 'note', text: string) => void;
}

export type Answer<T> = { readonly done: T } | { readonly failed: Failure };

interface Identity {
  readonly hostId: HostId;
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

/** Stands on a host while tests use it. Found before they begin, it tells of a run that was ended in the middle. */
const IN_USE = '/var/lib/hop3-test-in-use';

/** Boots the host, uploads the runtime, runs bootstrap. What is there already is used again, unless a run broke off. */
export async function rootdHost(options: {
  name: string;
  suite?: 'trixie' | 'bookworm';
  template?: string;
  /** Where the identity of the host is kept between runs. */
  directory: string;
  log?: (line: string) => void;
}): Promise<RootdHost> {
  const log = options.log ?? (() => undefined);
  const boot = () =>
    up({
      name: options.name,
      memoryMb: 4096,
      log,
      ...(options.suite === undefined ? {} : { suite: options.suite }),
      ...(options.template === undefined ? {} : { template: options.template }),
    });
  let sandbox = await boot();
  if ((await shellOf(sandbox)(`test -e ${IN_USE}`)).code === 0) {
    log(`${options.name} was left by a run that broke off: starting with a new one`);
    await down(options.name, { remove: true });
    sandbox = await boot();
  }
  const identity = await identityOf(join(options.directory, `rootd-${options.name}.json`));
  const shell = shellOf(sandbox);
  await shell(`touch ${IN_USE}`);
  const digest = await upload(shell, log);
  await bootstrap({ identity, digest, shell, log });

  const key: KeyObject | string = identity.privateKeyPem;
  const ticketFor: RootdHost['ticketFor'] = (verb, input, change = {}) =>
    signTicket({ ...payloadFor(identity.hostId, verb, input, packages), ...change }, key);
  const packages = new Map<string, string>();
  const send: RootdHost['send'] = (request) => ask(sandbox, request, () => undefined);
  const call: RootdHost['call'] = async (verb, input, { secrets, onEvent } = {}) => {
    const request: z.input<typeof rootdRequest> = {
      verb,
      input: input as never,
      ticket: ticketFor(verb, input),
      ...(secrets === undefined ? {} : { secrets }),
    };
    return (await ask(sandbox, request, onEvent ?? (() => undefined))) as Answer<never>;
  };
  const leave = async () => {
    const left = await call('host.installations', {}).catch((error: Error) => ({ failed: error }));
    const isClean = 'done' in left && left.done.installations.length === 0;
    if (isClean) await shell(`rm ${IN_USE}`);
    if (!process.env['HOP3_KEEP_HOSTS']) await down(options.name, { remove: !isClean });
    if (!isClean) throw new Error(`not empty at the end of its tests: ${JSON.stringify(left)}`);
  };
  return {
    sandbox,
    hostId: identity.hostId,
    shell,
    ticketFor,
    speakOf: (installation, pack) => void packages.set(installation, sha256(canonicalJson(pack))),
    send,
    call,
    leave,
  };
}

/** Later verbs name the package that the installation was reserved with. */
function payloadFor(
  host: HostId,
  verb: string,
  input: unknown,
  packages: Map<string, string>,
): TicketPayload {
  const { installation = null, package: pack } = input as { installation?: string; package?: unknown };
  const ofThis = pack === undefined ? null : sha256(canonicalJson(pack));
  if (installation !== null && ofThis !== null && verb !== 'release.prepare')
    packages.set(installation, ofThis);
  return {
    version: 1,
    host,
    installation: installation as TicketPayload['installation'],
    operation: randomUUID() as TicketPayload['operation'],
    manifestDigest: installation === null ? null : (ofThis ?? packages.get(installation) ?? '0'.repeat(64)),
    verb,
    inputDigest: sha256(canonicalJson(input)),
    nonce: randomBytes(24).toString('base64url'),
    expiresAt: Date.now() + 5 * 60_000,
    epoch: 1,
  };
}

export function signTicket(payload: unknown, key: KeyObject | string): string {
  const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${body}.${sign(null, Buffer.from(body, 'ascii'), key).toString('base64url')}`;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function identityOf(path: string): Promise<Identity> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const identity: Identity = {
      hostId: randomUUID() as HostId,
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, JSON.stringify(identity), { mode: 0o600 });
    return identity;
  }
}

function shellOf(sandbox: SandboxHost): RootdHost['shell'] {
  return (command, stdin = '') =>
    new Promise((resolve, reject) => {
      const [program, ...args] = sshToHost(sandbox);
      const child = spawn(program, [...args, command], { stdio: ['pipe', 'pipe', 'pipe'] });
      const output = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output.stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output.stderr += text;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? -1, ...output }));
      child.stdin.on('error', () => undefined);
      if (typeof stdin === 'string') child.stdin.end(stdin);
      else stdin.pipe(child.stdin);
    });
}

async function upload(shell: RootdHost['shell'], log: (line: string) => void): Promise<string> {
  const runtime = await buildAgent({ log });
  const directory = `/opt/hop3/runtime/${runtime.digest}`;
  if ((await shell(`test -e ${directory}/SHA256SUMS`)).code === 0) return runtime.digest;
  log('Uploading the runtime');
  const unpacked = await shell(
    `mkdir -p ${directory} && tar -xzf - -C ${directory}`,
    createReadStream(runtime.archivePath),
  );
  if (unpacked.code !== 0) throw new Error(`upload: ${unpacked.stderr}`);
  return runtime.digest;
}

async function bootstrap(asked: {
  identity: Identity;
  digest: string;
  shell: RootdHost['shell'];
  log: (line: string) => void;
}): Promise<void> {
  const runtimeDirectory = `/opt/hop3/runtime/${asked.digest}`;
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const blob = Buffer.concat([lengthFirst(Buffer.from('ssh-ed25519')), lengthFirst(raw)]).toString('base64');
  const input = {
    host: asked.identity.hostId,
    ticketPublicKeyPem: asked.identity.publicKeyPem,
    epoch: 1,
    bridgePublicKey: `ssh-ed25519 ${blob}`,
    extraCaPem: [],
    npmRegistry: null,
    pipIndexUrl: null,
    goProxy: null,
    mavenRepository: null,
    runtimeDirectory,
  };
  const result = await asked.shell(
    `${runtimeDirectory}/bin/node ${runtimeDirectory}/bootstrap.mjs`,
    JSON.stringify(input),
  );
  asked.log(result.stdout.trim());
  if (result.code !== 0) throw new Error(`bootstrap: ${result.stdout}\n${result.stderr}`);
}

function lengthFirst(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** One connection to rootd's socket, bridged over SSH as root. */
function ask(
  sandbox: SandboxHost,
  request: unknown,
  onEvent: (kind: 'log' | 'note', text: string) => void,
): Promise<Answer<unknown>> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = sshToHost(sandbox);
    const child = spawn(program, [...args, 'socat -t 3600 STDIO UNIX-CONNECT:/run/hop3/rootd.sock'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let said = '';
    let answered = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.event) onEvent(message.event.kind, message.event.text);
      else {
        answered = true;
        resolve('failed' in message ? { failed: failureSchema.parse(message.failed) } : message);
      }
    });
    child.on('error', reject);
    child.on('close', () => {
      if (!answered) reject(new Error(`rootd hung up: ${said}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(typeof request === 'string' ? request : `${JSON.stringify(request)}\n`);
  });
}
