// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { type BootstrapInput, bootstrapInput } from '#contract/host-bootstrap.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { PreflightLine } from '#contract/site-api/installations.ts';
import { agentClient, connectionFailure, sayHello } from './agent-client.ts';
import { type AgentRuntime, loadAgentRuntime } from './agent-runtime.ts';
import { runBootstrapScript } from './bootstrap-script.ts';
import { checkHost } from './host-checks.ts';
import { openRootShell, type RootShell } from './root-shell.ts';
import { SshConnection, SshError, type SshTarget } from './ssh-connection.ts';
import { runtimeDirectoryOf, uploadRuntime } from './upload-runtime.ts';

export const BRIDGE_USER = 'hop3-bridge';

export interface BootstrapHost {
  /** How to get in this once: root, or a user with sudo. */
  readonly target: SshTarget;
  /** For sudo; the same as the SSH password when that is how we get in. */
  readonly sudoPassword: string | null;
  /** Directory that build-agent filled. */
  readonly agentDirectory: string;
  readonly input: Omit<BootstrapInput, 'runtimeDirectory'>;
  /** Its public half is in `input`. */
  readonly bridgePrivateKey: string;
  readonly onCheck: (line: PreflightLine) => void;
  readonly onNote: (sentence: string) => void;
  readonly onLog: (line: string) => void;
}

/** Makes a host out of a server: looks it over, uploads, sets up, says hello through the bridge. May be repeated. */
export async function bootstrapHost(
  asked: BootstrapHost,
): Promise<Result<{ runtimeDigest: string }, Failure>> {
  const connection = new SshConnection(asked.target);
  try {
    const shell = await openRootShell(connection, asked.sudoPassword);
    if (!shell.ok) return shell;
    const runtime = await examine(shell.value, asked);
    if (!runtime.ok) return runtime;
    const uploaded = await uploadRuntime(shell.value, runtime.value, asked.onNote);
    if (!uploaded.ok) return uploaded;
    const done = await runBootstrap(shell.value, runtime.value, asked);
    if (!done.ok) return done;
    const hello = await helloThroughBridge(asked, runtime.value.digest);
    return hello.ok ? ok({ runtimeDigest: runtime.value.digest }) : hello;
  } catch (error) {
    if (error instanceof SshError) return err(error.failure);
    throw error;
  } finally {
    connection.close();
  }
}

async function examine(shell: RootShell, asked: BootstrapHost): Promise<Result<AgentRuntime, Failure>> {
  const checks = await checkHost(shell);
  for (const line of checks.lines) asked.onCheck(line);
  const failed = checks.lines.filter((line) => line.state === 'failed');
  const [first] = failed;
  if (first) {
    return err(
      failure(
        'host-unsuitable',
        failed.map((line) => line.text).join(' '),
        first.remedy ? { remedy: first.remedy } : {},
      ),
    );
  }
  const runtime = checks.architecture && (await loadAgentRuntime(asked.agentDirectory, checks.architecture));
  if (runtime) return ok(runtime);
  return err(
    failure(
      'host-unsuitable',
      `This site has no program for servers with a ${checks.architecture} processor.`,
      {
        remedy: 'Use a server with the same kind of processor as the computer that this site runs on.',
      },
    ),
  );
}

async function runBootstrap(
  shell: RootShell,
  runtime: AgentRuntime,
  asked: BootstrapHost,
): Promise<Result<null, Failure>> {
  const runtimeDirectory = runtimeDirectoryOf(runtime.digest);
  const input = bootstrapInput.parse({ ...asked.input, runtimeDirectory });
  return runBootstrapScript(shell, { runtimeDirectory, stdin: JSON.stringify(input), ...asked });
}

/** The agent has just been started: it gets half a minute. */
async function helloThroughBridge(asked: BootstrapHost, digest: string): Promise<Result<null, Failure>> {
  const connection = new SshConnection({
    ...asked.target,
    username: BRIDGE_USER,
    credential: { privateKey: asked.bridgePrivateKey },
  });
  const deadlineMs = Date.now() + 30_000;
  try {
    const client = agentClient(connection);
    for (;;) {
      try {
        const hello = await sayHello(client);
        if (!hello.ok) return hello;
        if (hello.value.host !== asked.input.host || hello.value.bundleDigest !== digest) {
          return err(
            failure('agent-outdated', 'An older program answers on the server.', { remedy: 'Try again.' }),
          );
        }
        return ok(null);
      } catch (error) {
        const away = connectionFailure(error);
        if (!away) throw error;
        if (!away.transient || Date.now() > deadlineMs) return err(away.failure);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  } finally {
    connection.close();
  }
}

/**
 * Takes our key out of the authorized keys of the user that we came in as: from now on the bridge is the way.
 * `publicKey`: `ssh-ed25519 AAAA…`; all lines that hold it go, and then it is
 * tried: who is still let in is told so. Kept out from the beginning: it is gone.
 */
export async function removeAuthorizedKey(
  target: SshTarget,
  publicKey: string,
): Promise<Result<null, Failure>> {
  const key = /^ssh-ed25519 ([A-Za-z0-9+/=]{40,200})/.exec(publicKey)?.[1];
  if (key === undefined) throw new Error('not an ed25519 public key');
  const connection = new SshConnection(target);
  try {
    const output = await connection.run(
      `sh -c 'umask 077; read -r key && cd "$HOME/.ssh" && { grep -vF -e "$key" authorized_keys > authorized_keys.hop3 || [ $? = 1 ]; } && cat authorized_keys.hop3 > authorized_keys && rm authorized_keys.hop3'`,
      { stdin: `${key}\n` },
    );
    if (output.exitCode === 0) {
      connection.close();
      return (await isLetIn(target)) ? err(stillLetIn(target)) : ok(null);
    }
    return err(
      failure('internal', 'Our set-up key could not be taken off the server.', {
        remedy: `Delete the line with our key from ~${target.username}/.ssh/authorized_keys on the server.`,
        detail: output.stderr.slice(-500),
      }),
    );
  } catch (error) {
    if (!(error instanceof SshError)) throw error;
    const isKeptOut = error.failure.code === 'host-unreachable' && !error.transient;
    return isKeptOut ? ok(null) : err(error.failure);
  } finally {
    connection.close();
  }
}

/** False also when the server cannot be asked just now. */
async function isLetIn(target: SshTarget): Promise<boolean> {
  const connection = new SshConnection(target);
  try {
    await connection.run('true');
    return true;
  } catch (error) {
    if (error instanceof SshError) return false;
    throw error;
  } finally {
    connection.close();
  }
}

const stillLetIn = ({ username }: SshTarget): Failure =>
  failure('internal', `Our set-up key still lets us in as "${username}": it stands in another place too.`, {
    remedy: `Take it out of where the server gets the keys of "${username}" from (sshd -T shows it as authorizedkeysfile or authorizedkeyscommand).`,
  });
