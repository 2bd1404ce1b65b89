// SPDX-License-Identifier: AGPL-3.0-or-later
import { Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { type Failure, failure } from '#contract/failure.ts';
import { hostKeyBlob, hostKeyFingerprint, signatureAlgorithms } from './host-key.ts';

export interface SshTarget {
  readonly address: string;
  readonly port: number;
  readonly username: string;
  /** The pinned key: `ssh-ed25519 AAAA…`. Any other is refused before anything is sent. */
  readonly hostKey: string;
  readonly credential: { readonly privateKey: string } | { readonly password: string };
}

/** The host could not be reached or would not let us in; `failure` says why for people. */
export class SshError extends Error {
  override readonly name = 'SshError';
  readonly failure: Failure;
  /** Trying again can help. */
  readonly transient: boolean;

  constructor(why: Failure, options: { transient: boolean; cause?: unknown }) {
    super(why.message, { cause: options.cause });
    this.failure = why;
    this.transient = options.transient;
  }
}

export interface RunOutput {
  readonly exitCode: number | null;
  /** At most the last MiB. */
  readonly stdout: string;
  readonly stderr: string;
}

/** sshd's MaxSessions is 10 unless told otherwise; two are left for people. */
const MOST_CHANNELS = 8;
const READY_TIMEOUT_MS = 20_000;
/** With pauses of 1, 2 and 3 s between. */
const DROPPED_TRIES = 4;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 20_000;
const OUTPUT_LIMIT = 1024 * 1024;

/**
 * One SSH connection to a host, shared by all who talk to it. Opened when first needed and again after a loss,
 * not sooner than a backoff that doubles up to 20 s allows.
 */
export class SshConnection {
  readonly #target: SshTarget;
  #client: Promise<Client> | null = null;
  #closed = false;
  #failures = 0;
  #notBeforeMs = 0;
  #channels = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(target: SshTarget) {
    this.#target = target;
  }

  get target(): SshTarget {
    return this.#target;
  }

  /** Starts a command line on the host; waits for a free channel. Throws SshError. */
  async exec(command: string): Promise<ClientChannel> {
    await this.#takeChannel();
    try {
      const client = await this.#connected();
      const channel = await new Promise<ClientChannel>((resolve, reject) => {
        const onClose = () => reject(lost(this.#target));
        client.once('close', onClose);
        client.exec(command, (error, opened) => {
          client.removeListener('close', onClose);
          if (error) reject(lost(this.#target, error));
          else resolve(opened);
        });
      });
      channel.once('close', () => this.#giveChannelBack());
      return channel;
    } catch (error) {
      this.#giveChannelBack();
      if (error instanceof SshError) throw error;
      // ssh2 throws plainly when the connection went between two calls.
      throw lost(this.#target, error);
    }
  }

  /** Runs a command line to its end. Throws SshError when the connection is lost meanwhile. */
  async run(
    command: string,
    options: {
      readonly stdin?: string | Uint8Array | NodeJS.ReadableStream;
      readonly onLine?: (line: string) => void;
      readonly timeoutMs?: number;
    } = {},
  ): Promise<RunOutput> {
    const channel = await this.exec(command);
    return new Promise((resolve, reject) => {
      let stdout = '';
      let stderr = '';
      let pending = '';
      const timer = setTimeout(() => {
        channel.close();
        reject(
          new SshError(
            failure('host-unreachable', `${this.#target.address} did not finish a command in time.`),
            {
              transient: true,
            },
          ),
        );
      }, options.timeoutMs ?? 60_000);
      channel.setEncoding('utf8');
      channel.stderr.setEncoding('utf8');
      channel.on('data', (chunk: string) => {
        stdout = (stdout + chunk).slice(-OUTPUT_LIMIT);
        if (!options.onLine) return;
        const lines = (pending + chunk).split('\n');
        pending = (lines.pop() ?? '').slice(-OUTPUT_LIMIT);
        for (const line of lines) options.onLine(line);
      });
      channel.stderr.on('data', (chunk: string) => {
        stderr = (stderr + chunk).slice(-OUTPUT_LIMIT);
      });
      channel.on('error', () => undefined);
      // Not the event `exit`: a quick command's whole answer may come in one packet, and that event is over before
      // whoever awaited the channel can listen. `close` waits for the output to be read and says the same.
      channel.on('close', (exitCode?: number | null) => {
        clearTimeout(timer);
        if (pending !== '') options.onLine?.(pending);
        if (exitCode !== undefined) resolve({ exitCode, stdout, stderr });
        else reject(lost(this.#target));
      });
      const { stdin } = options;
      if (stdin === undefined) channel.end();
      else if (typeof stdin === 'string' || stdin instanceof Uint8Array) channel.end(stdin);
      else stdin.pipe(channel);
    });
  }

  close(): void {
    this.#closed = true;
    const client = this.#client;
    this.#client = null;
    client?.then(
      (open) => open.end(),
      () => undefined,
    );
  }

  /** Cuts the wire as a broken network would; the next use connects anew. */
  drop(): void {
    this.#client?.then(
      (open) => open.destroy(),
      () => undefined,
    );
  }

  #connected(): Promise<Client> {
    if (this.#closed) throw new Error('this connection was closed by us');
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<Client> {
    const waitMs = this.#notBeforeMs - Date.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    try {
      const client = await openPatiently(this.#target);
      this.#failures = 0;
      client.once('close', () => {
        if (!this.#closed) this.#client = null;
      });
      return client;
    } catch (error) {
      this.#client = null;
      this.#notBeforeMs = Date.now() + Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#failures);
      this.#failures += 1;
      throw error;
    }
  }

  async #takeChannel(): Promise<void> {
    if (this.#channels < MOST_CHANNELS) {
      this.#channels += 1;
      return;
    }
    // Whoever gives one back hands it on without lowering the count.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #giveChannelBack(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#channels -= 1;
  }
}

/**
 * A server that strangers knock at drops some connections before a word is said, at random (sshd_config: MaxStartups
 * 10:30:100), as it does with an address that failed to sign in too often (PerSourcePenalties). That passes.
 */
async function openPatiently(target: SshTarget): Promise<Client> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openClient(target);
    } catch (error) {
      const { message = '' } = (error as SshError).cause as Error;
      if (attempt === DROPPED_TRIES || !/before handshake|ECONNRESET/.test(message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * attempt));
    }
  }
}

function openClient(target: SshTarget): Promise<Client> {
  const pinned = hostKeyBlob(target.hostKey);
  if (!pinned) throw new Error('the pinned host key is not an SSH public key');
  let shown: Buffer | null = null;
  const client = new Client();
  const config: ConnectConfig = {
    host: target.address,
    port: target.port,
    username: target.username,
    readyTimeout: READY_TIMEOUT_MS,
    keepaliveInterval: 10_000,
    keepaliveCountMax: 3,
    // The types want one of the names that they know.
    algorithms: { serverHostKey: signatureAlgorithms(target.hostKey) as never },
    hostVerifier: (key: Buffer) => {
      shown = key;
      return key.equals(pinned);
    },
    ...('privateKey' in target.credential
      ? { privateKey: target.credential.privateKey }
      : { password: target.credential.password, tryKeyboard: true }),
  };
  return new Promise((resolve, reject) => {
    const onError = (cause: Error & { level?: string }) => {
      client.destroy();
      reject(refusal(target, { cause, shown, pinned }));
    };
    // A second error after the first would find no listener and end the process.
    client.on('error', () => undefined);
    client.once('error', onError);
    client.once('close', () => onError(new Error('closed before it was ready')));
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) => {
      const { credential } = target;
      answer(prompts.map(() => ('password' in credential ? credential.password : '')));
    });
    client.once('ready', () => {
      client.removeListener('error', onError);
      client.setNoDelay(true);
      resolve(client);
    });
    try {
      client.connect(config);
    } catch (cause) {
      reject(
        new SshError(
          failure('host-unreachable', 'The SSH key of the control plane could not be used.', {
            detail: cause instanceof Error ? cause.message : String(cause),
          }),
          { transient: false, cause },
        ),
      );
    }
  });
}

function refusal(
  target: SshTarget,
  { cause, shown, pinned }: { cause: Error & { level?: string }; shown: Buffer | null; pinned: Buffer },
): SshError {
  const where = `${target.address}, port ${target.port}`;
  const isOtherKey = (shown !== null && !shown.equals(pinned)) || /no matching host key/i.test(cause.message);
  if (isOtherKey) {
    return new SshError(
      failure(
        'host-key-changed',
        `The server at ${where} showed another key than the one that was confirmed.`,
        {
          remedy:
            'If the server was installed again, disconnect it here and connect it anew. If not, somebody may be between you and the server: do not go on.',
          detail: `expected ${hostKeyFingerprint(pinned)}, got ${shown ? hostKeyFingerprint(shown) : 'a key of another type'}`,
        },
      ),
      { transient: false, cause },
    );
  }
  if (cause.level === 'client-authentication') {
    return new SshError(
      failure('host-unreachable', `The server at ${where} did not let "${target.username}" in.`, {
        remedy:
          'password' in target.credential
            ? 'Check the user name and the password, and that the server allows signing in with a password.'
            : `Check the user name, and that our public key is a line of ~${target.username}/.ssh/authorized_keys.`,
      }),
      { transient: false, cause },
    );
  }
  return new SshError(
    failure('host-unreachable', `The server at ${where} cannot be reached.`, {
      remedy:
        'Check that it is switched on, that the address and the port are right, and that no firewall is in between.',
      detail: cause.message.slice(0, 300),
    }),
    { transient: true, cause },
  );
}

function lost(target: SshTarget, cause?: unknown): SshError {
  return new SshError(failure('host-unreachable', `The connection to ${target.address} was lost.`), {
    transient: true,
    cause,
  });
}
