// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ssh2, { Client } from 'ssh2';
import { create, extract } from 'tar';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { canonicalJson } from '#contract/canonical-json.ts';
import type { HostId, InstallationId, OperationId } from '#contract/ids.ts';
import { ok } from '#contract/result.ts';
import { DOOR_COMMAND, type DoorRequest, type DoorVerb } from '#contract/runtime-door.ts';
import { down, type SandboxHost, sshToHost, up } from '#sandbox/sandbox.ts';
import { buildAgent } from '#scripts/build-agent.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { newSshKey } from '#server/secrets/new-ssh-key.ts';
import { signTicket } from '#server/signer/sign-ticket.ts';
import { agentClient, readFromHost, sayHello } from './agent-client.ts';
import { BRIDGE_USER, bootstrapHost, removeAuthorizedKey } from './bootstrap-host.ts';
import { createCaRoot, signHostAuthority } from './ca-root.ts';
import { removeAgent } from './remove-agent.ts';
import { openRootShell } from './root-shell.ts';
import { type RunEffect, runEffect, type Verb, type VerbInput } from './run-effect.ts';
import { askAtDoor } from './runtime-door.ts';
import { SshConnection, type SshTarget } from './ssh-connection.ts';

const hostId = uuidv7() as HostId;
const operation = uuidv7() as OperationId;
const bridge = newSshKey('test');
const tickets = generateKeyPairSync('ed25519');

let host: SandboxHost;
let agentDirectory: string;
let root: SshTarget;
let connection: SshConnection;
const notes: string[] = [];

const onHost = async (command: string): Promise<string> => {
  const [program = '', ...argv] = sshToHost(host);
  return (await promisify(execFile)(program, [...argv, command])).stdout.trim();
};

const bootstrap = () =>
  bootstrapHost({
    target: root,
    sudoPassword: null,
    agentDirectory,
    input: {
      host: hostId,
      ticketPublicKeyPem: tickets.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      epoch: 1,
      bridgePublicKey: bridge.public.split(' ').slice(0, 2).join(' '),
      extraCaPem: [],
      npmRegistry: null,
      pipIndexUrl: null,
      goProxy: null,
      mavenRepository: null,
    },
    bridgePrivateKey: bridge.private,
    onCheck: (line) => notes.push(`${line.state} ${line.text}`),
    onNote: (sentence) => notes.push(sentence),
    onLog: () => undefined,
  });

const target = (changes: Partial<SshTarget> = {}): SshTarget => ({
  address: host.address,
  port: 22,
  username: BRIDGE_USER,
  hostKey: host.hostKey,
  credential: { privateKey: bridge.private },
  ...changes,
});

/** An effect with a ticket of this test's control plane, or of another key. */
function effect<V extends Verb>(
  id: string,
  verb: V,
  input: VerbInput<V>,
  key: KeyObject = tickets.privateKey,
): RunEffect<V> {
  const installation = ((input as { installation?: InstallationId }).installation ??
    null) as InstallationId | null;
  return {
    client: agentClient(connection),
    effect: { id: `${operation}/${id}`, operation, installation, verb, input },
    issueTicket: async () =>
      ok(
        signTicket(
          {
            host: hostId,
            installation,
            operation,
            manifestDigest: null,
            verb,
            inputDigest: createHash('sha256').update(canonicalJson(input)).digest('hex'),
          } as Parameters<typeof signTicket>[0],
          key,
          { epoch: 1, nowMs: Date.now() },
        ),
      ),
    onEvent: () => undefined,
  };
}

const WHAT_IS_LEFT =
  'getent passwd hop3-agent hop3-bridge || true; ls -d /var/lib/hop3* /run/hop3 /run/hop3-agent /opt/hop3/runtime /etc/systemd/system/hop3* 2>/dev/null || true';

/** A runtime that differs from the packed one by a comment. */
async function anotherRuntime(archivePath: string, directory: string) {
  const tree = join(directory, 'tree');
  await mkdir(tree);
  await extract({ cwd: tree, file: archivePath });
  await appendFile(join(tree, 'fetch.mjs'), '// another\n');
  const sums = await readFile(join(tree, 'SHA256SUMS'), 'utf8');
  const fetched = createHash('sha256')
    .update(await readFile(join(tree, 'fetch.mjs')))
    .digest('hex');
  const others = sums.replace(/^[0-9a-f]{64} {2}fetch\.mjs$/m, `${fetched}  fetch.mjs`);
  await writeFile(join(tree, 'SHA256SUMS'), others);
  const path = join(directory, 'other.tar.gz');
  await create({ cwd: tree, gzip: { level: 1 }, portable: true, file: path }, await readdir(tree));
  return { path, digest: createHash('sha256').update(others).digest('hex') };
}

beforeAll(async () => {
  agentDirectory = dirname((await buildAgent({ log: () => undefined })).archivePath);
  await down('test-agent', { remove: true });
  host = await up({ name: 'test-agent', memoryMb: 2048 });
  root = target({
    username: 'root',
    credential: { privateKey: await readFile(host.privateKeyPath, 'utf8') },
  });
  connection = new SshConnection(target());
});

afterAll(async () => {
  connection?.close();
  await down('test-agent', { remove: true });
});

test('a bare server becomes a host, and a second time at once', async () => {
  expect(await bootstrap()).toEqual({ ok: true, value: expect.anything() });
  expect(notes).toContain('ok Port 443 is free.');
  expect(notes.some((note) => /^Uploaded \d+ of \d+ MB$/.test(note))).toBe(true);
  notes.length = 0;
  expect(await bootstrap()).toMatchObject({ ok: true });
  expect(notes).toContain('The program that does the work is already there.');
});

test('the agent says who it is and what the server is', async () => {
  const client = agentClient(connection);
  expect(await sayHello(client)).toMatchObject({ ok: true, value: { host: hostId } });
  expect(await client.facts.query()).toMatchObject({
    osId: 'debian',
    osVersion: '13',
    codename: 'trixie',
    architecture: 'x64',
  });
  expect(await readFromHost(client, 'host.installations', {})).toEqual(ok({ installations: [] }));
});

test('the agent and rootd run as they should', async () => {
  expect(await onHost('systemctl show -p User -p NoNewPrivileges hop3-agent')).toBe(
    'User=hop3-agent\nNoNewPrivileges=yes',
  );
  expect(await onHost('stat -c "%a %U %G" /run/hop3-agent/agent.sock /run/hop3/rootd.sock')).toBe(
    '660 hop3-agent hop3-bridge\n660 root hop3-agent',
  );
});

test('a host gets an authority that chains to our root', async () => {
  const requested = await runEffect(effect('authority/request', 'authority.request', {}));
  if (!requested.ok) throw new Error(JSON.stringify(requested.error));
  const caRoot = await createCaRoot();
  const signed = await signHostAuthority({
    root: caRoot,
    csrPem: requested.value.csrPem,
    hostName: 'test-agent',
    permitted: [host.domainSuffix],
  });
  if (!signed.ok) throw new Error(JSON.stringify(signed.error));
  const input = { certificatePem: signed.value.certificatePem, rootPem: caRoot.certificatePem };
  expect(await runEffect(effect('authority/install', 'authority.install', input))).toEqual(ok({}));
});

test('a ticket of another key is refused, and none at all too', async () => {
  const foreign = generateKeyPairSync('ed25519').privateKey;
  expect(await runEffect(effect('foreign', 'authority.request', {}, foreign))).toMatchObject({
    ok: false,
    error: { code: 'ticket-refused' },
  });
});

test('work goes on over lost connections and a killed agent, and is done once for one id', async () => {
  const events: number[] = [];
  const input = { suite: 'trixie' } as const;
  const running = runEffect({
    ...effect('base', 'base.ensure', input),
    onEvent: ({ seq }) => void events.push(seq),
  });
  await expect.poll(() => events.length, { timeout: 60_000 }).toBeGreaterThan(0);
  connection.drop();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await onHost('systemctl kill --signal=KILL hop3-agent');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  connection.drop();
  const result = await running;
  expect(result).toMatchObject({ ok: true, value: { suite: 'trixie' } });
  expect(events).toEqual(events.map((_seq, index) => index + 1));

  const startMs = Date.now();
  expect(await runEffect(effect('base', 'base.ensure', input))).toEqual(result);
  expect(Date.now() - startMs).toBeLessThan(2000);
});

test('a server with another key is not talked to', async () => {
  const other = newSshKey('test').public.split(' ').slice(0, 2).join(' ');
  const wrong = new SshConnection(target({ hostKey: other }));
  await expect(sayHello(agentClient(wrong))).rejects.toMatchObject({
    cause: { failure: { code: 'host-key-changed' } },
  });
  wrong.close();
});

test('the bridge key gives no shell, no file and no port', async () => {
  const channel = await connection.exec('id; touch /tmp/was-here');
  channel.end('id; touch /tmp/was-here\n\n');
  let answer = '';
  for await (const chunk of channel) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
  expect(await onHost('ls /tmp/was-here 2>/dev/null || true')).toBe('');

  const client = new Client();
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve).once('error', reject);
    client.connect({ host: host.address, username: BRIDGE_USER, privateKey: bridge.private });
  });
  const refusedTo = (ask: (done: (error?: Error | null) => void) => void) =>
    new Promise<boolean>((resolve) => ask((error) => resolve(Boolean(error))));
  expect(await refusedTo((done) => client.forwardOut('127.0.0.1', 1, '127.0.0.1', 22, done))).toBe(true);
  expect(await refusedTo((done) => client.forwardIn('127.0.0.1', 0, done))).toBe(true);
  expect(await refusedTo((done) => client.openssh_forwardOutStreamLocal('/run/hop3/rootd.sock', done))).toBe(
    true,
  );
  expect(await refusedTo((done) => client.sftp((error) => done(error)))).toBe(true);
  client.end();
});

test('a user becomes root by sudo with a password, without one, or is told how', async () => {
  await onHost(
    'apt-get -qq install -y sudo >/dev/null 2>&1; useradd --create-home --shell /bin/bash ada; echo "ada:pass word" | chpasswd; install -d -o ada /home/ada/.ssh; cp /root/.ssh/authorized_keys /home/ada/.ssh/; chown ada /home/ada/.ssh/authorized_keys',
  );
  const ada = new SshConnection({ ...root, username: 'ada' });
  expect(await openRootShell(ada, null)).toMatchObject({ ok: false, error: { code: 'host-unsuitable' } });
  await onHost('echo "ada ALL=(ALL) ALL" > /etc/sudoers.d/ada');
  expect(await openRootShell(ada, 'wrong')).toMatchObject({ ok: false, error: { code: 'host-unsuitable' } });
  const byPassword = await openRootShell(ada, 'pass word');
  if (!byPassword.ok) throw new Error(byPassword.error.message);
  expect((await byPassword.value.run("sh -c 'id -u; cat'", { stdin: 'line\n' })).stdout).toBe('0\nline\n');
  await onHost('echo "ada ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/ada');
  const without = await openRootShell(ada, null);
  if (!without.ok) throw new Error(without.error.message);
  expect((await without.value.run("sh -c 'id -u; cat'", { stdin: 'line\n' })).stdout).toBe('0\nline\n');
  ada.close();
});

describe('the door', () => {
  const WAS_SENT = { runtime: 'f'.repeat(64), bytes: Buffer.from('not an archive') };
  const said: string[] = [];

  const ticketFor = (verb: DoorVerb, input: unknown, key: KeyObject = tickets.privateKey) =>
    signTicket(
      {
        ...{ want: 'ticket', host: hostId, installation: null, operation, manifestDigest: null, verb },
        inputDigest: createHash('sha256').update(canonicalJson(input)).digest('hex'),
      },
      key,
      { epoch: 1, nowMs: Date.now() },
    );
  const ask = (request: DoorRequest, archivePath?: string) =>
    askAtDoor(connection, {
      ...{ request, onNote: (text) => said.push(text), onLog: () => undefined },
      ...(archivePath === undefined ? {} : { archivePath }),
    });
  const replacement = async (path: string, runtime: string) => {
    const bytes = await readFile(path);
    const archive = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
    return { runtime, archive };
  };
  const runtimes = () => onHost('ls /opt/hop3/runtime; readlink /opt/hop3/current');

  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'hop3-door-'));
  });
  afterAll(() => rm(scratch, { recursive: true }));

  it('takes nothing without a ticket of ours for exactly that', async () => {
    const before = await runtimes();
    const path = join(scratch, 'archive');
    await writeFile(path, WAS_SENT.bytes);
    const input = await replacement(path, WAS_SENT.runtime);
    const foreign = generateKeyPairSync('ed25519').privateKey;
    const verb = 'runtime.replace';
    for (const ticket of [
      ticketFor(verb, input, foreign),
      ticketFor('runtime.remove', input),
      ticketFor(verb, { ...input, runtime: 'e'.repeat(64) }),
    ]) {
      expect(await ask({ verb, input, ticket }, path)).toMatchObject({
        ok: false,
        error: { code: 'ticket-refused' },
      });
    }
    const nonsense = await connection.run(DOOR_COMMAND, { stdin: '{"verb":"; rm -rf /"}\n' });
    expect(nonsense.stdout).toContain('input-refused');
    expect((await connection.run(`${DOOR_COMMAND}; id`, { stdin: '\n\n' })).stdout).not.toContain('uid=');
    expect(await runtimes()).toBe(before);
  });

  it('unpacks nothing that is not what was signed, and uses a ticket up', async () => {
    const before = await runtimes();
    const path = join(scratch, 'archive');
    await writeFile(path, WAS_SENT.bytes);
    const input = await replacement(path, WAS_SENT.runtime);
    await writeFile(path, 'something else!');
    const request = { verb: 'runtime.replace', input, ticket: ticketFor('runtime.replace', input) } as const;
    expect(await ask(request, path)).toMatchObject({ ok: false, error: { code: 'checksum-mismatch' } });
    expect(await ask(request, path)).toMatchObject({ ok: false, error: { code: 'ticket-refused' } });
    expect(await runtimes()).toBe(before);
  });

  it('renews our program with the one that was signed, and then with ours again', async () => {
    const ours = await buildAgent({ log: () => undefined });
    const other = await anotherRuntime(ours.archivePath, scratch);
    for (const { path, digest } of [other, { path: ours.archivePath, digest: ours.digest }]) {
      const input = await replacement(path, digest);
      const verb = 'runtime.replace';
      const ticket = ticketFor(verb, input);
      expect(await ask({ verb, input, ticket }, path)).toEqual(ok(null));
      expect(await runtimes()).toBe(`${digest}\n/opt/hop3/runtime/${digest}`);
      const client = agentClient(connection);
      await expect
        .poll(async () => sayHello(client).catch(() => null), { timeout: 30_000 })
        .toMatchObject({ ok: true, value: { host: hostId, bundleDigest: digest } });
    }
    expect(said).toContain('Starting the agent');
  });

  it('takes our programs off, and the bridge with them', async () => {
    const input = { deleteBackups: false };
    const verb = 'runtime.remove';
    expect(await ask({ verb, input, ticket: ticketFor(verb, input) })).toEqual(ok(null));
    expect(await onHost(WHAT_IS_LEFT)).toBe('');
    connection.drop();
    await expect(sayHello(agentClient(connection))).rejects.toThrow();
    expect(await bootstrap()).toMatchObject({ ok: true });
  });
});

test('our programs can be taken off again, and our first key too', async () => {
  const first = new SshConnection(root);
  const shell = await openRootShell(first, null);
  if (!shell.ok) throw new Error(shell.error.message);
  expect(await removeAgent(shell.value, { deleteBackups: false, say: () => undefined })).toMatchObject({
    ok: true,
  });
  expect(await onHost(WHAT_IS_LEFT)).toBe('');
  const parsed = ssh2.utils.parseKey(await readFile(host.privateKeyPath, 'utf8'));
  if (parsed instanceof Error) throw parsed;
  const key = `ssh-ed25519 ${parsed.getPublicSSH().toString('base64')}`;
  const OTHER_PLACE = '/etc/ssh/hop3-sandbox-root';
  await onHost(`cp ${OTHER_PLACE} /root/before; cat /root/.ssh/authorized_keys >> ${OTHER_PLACE}`);
  const stands = await removeAuthorizedKey(root, key);
  expect(stands.ok ? '' : stands.error.message).toContain('still lets us in');
  await onHost(`mv /root/before ${OTHER_PLACE}`);
  expect(await removeAuthorizedKey(root, key)).toMatchObject({ ok: true });
  // Done again it finds that it is kept out.
  expect(await removeAuthorizedKey(root, key)).toMatchObject({ ok: true });
  first.close();
  const again = new SshConnection(root);
  await expect(again.run('true')).rejects.toMatchObject({ failure: { code: 'host-unreachable' } });
  again.close();
});
