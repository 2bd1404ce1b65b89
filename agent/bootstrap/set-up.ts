// SPDX-License-Identifier: AGPL-3.0-or-later
import { basename } from 'node:path';
import type { Host, Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { Os, Purpose } from '#agent/plugins/os/contract.ts';
import { rootdPaths } from '#agent/rootd/rootd-paths.ts';
import { refreshCaBundle, trustFile } from '#agent/rootd/trust.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { BootstrapInput } from '#contract/host-bootstrap.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { DOOR_COMMAND } from '#contract/runtime-door.ts';
import { BRIDGE_HOME, BRIDGE_KEYS, makeAccounts } from './accounts.ts';
import { renderOwnUnits } from './units.ts';
import { verifyRuntime } from './verify-runtime.ts';

const PURPOSES: readonly Purpose[] = [
  'ca-certificates',
  'bridge',
  'firewall',
  'proxy',
  'base-tree',
  'backup',
];
const ENABLED = [
  'hop3-rootd.socket',
  'hop3-hold.socket',
  'hop3-agent.service',
  'hop3-firewall.service',
  'hop3-door.socket',
];
const TIMERS = ['hop3-renew.timer', 'hop3-prune.timer'];
const TMPFILES = '/etc/tmpfiles.d/hop3.conf';

/** Everything that bootstrap does on a host, in order; done again it changes only what is different. */
export async function setUp(
  input: BootstrapInput,
  os: Os,
  host: Host,
  listener: Listener,
): Promise<Result<void, Failure>> {
  listener.note('Checking that the program arrived whole');
  const whole = await verifyRuntime(input.runtimeDirectory, host);
  if (!whole.ok) return whole;

  listener.note('Installing what it needs from the distribution');
  const installed = await os.install(
    [...new Set(PURPOSES.flatMap((purpose) => os.packagesFor(purpose)))],
    host,
    listener,
  );
  if (!installed.ok) return installed;

  listener.note('Making its users and directories');
  const accounts = await makeAccounts(os.proxyUser, host);
  if (!accounts.ok) return accounts;
  await placeState(input, host);
  await placeBridgeKey(input.bridgePublicKey, host);
  if (accounts.value.joined)
    await host.run(['systemctl', 'try-restart', 'nginx.service'], { timeoutMs: 90_000 });

  listener.note('Starting the agent');
  await pointAt(input.runtimeDirectory, host);
  const started = await placeUnits(input, host);
  if (!started.ok) return started;
  await removeOldRuntimes(input.runtimeDirectory, host);
  return ok(undefined);
}

async function placeState(input: BootstrapInput, host: Host): Promise<void> {
  const root = { uid: 0, gid: 0 };
  for (const path of [
    paths.registry,
    paths.secretsDirectory,
    paths.nonces,
    paths.roots,
    paths.bases,
    paths.installations,
    paths.backups,
    paths.authority,
    `${paths.state}/certificates`,
    paths.firewall,
  ]) {
    await host.makeDirectory(path, { ...root, mode: 0o700 });
  }
  // The bundle of CA certificates is bound into apps; everything else below is closed by its own mode.
  await host.makeDirectory(paths.state, { ...root, mode: 0o711 });
  await host.makeDirectory(rootdPaths.trust, { ...root, mode: 0o755 });

  const before = trustFile.safeParse(parseJson(await host.readText(paths.trust)));
  if (before.success && before.data.host !== input.host) await host.removeFile(rootdPaths.epoch);
  const { host: id, ticketPublicKeyPem, epoch } = input;
  await host.writeAtomic(paths.trust, JSON.stringify({ version: 1, host: id, ticketPublicKeyPem, epoch }), {
    mode: 0o600,
  });
  const { npmRegistry, pipIndexUrl, goProxy, mavenRepository, runtimeDirectory } = input;
  await host.writeAtomic(
    rootdPaths.buildSettings,
    JSON.stringify({ version: 1, npmRegistry, pipIndexUrl, goProxy, mavenRepository, runtimeDirectory }),
    { mode: 0o600 },
  );
  await host.writeAtomic(rootdPaths.bootstrapCa, input.extraCaPem.map((pem) => `${pem.trim()}\n`).join(''), {
    mode: 0o644,
  });
  await refreshCaBundle(host);

  await host.makeDirectory('/etc/tmpfiles.d');
  const inRun = ['/run/hop3', '/run/hop3/apps', paths.waysIn];
  await host.writeAtomic(TMPFILES, inRun.map((path) => `d ${path} 0755 root root -\n`).join(''), {
    mode: 0o644,
  });
  await host.run(['systemd-tmpfiles', '--create', TMPFILES]);
}

async function placeBridgeKey(publicKey: string, host: Host): Promise<void> {
  await host.makeDirectory(BRIDGE_HOME, { uid: 0, gid: 0, mode: 0o755 });
  await host.makeDirectory(`${BRIDGE_HOME}/.ssh`, { uid: 0, gid: 0, mode: 0o755 });
  // What is asked for is compared and never run. The door answers after the last byte came, so socat waits for it.
  const joined = `case \\"$SSH_ORIGINAL_COMMAND\\" in ${DOOR_COMMAND}) exec socat -t 3600 STDIO UNIX-CONNECT:${paths.doorSocket};; *) exec socat STDIO UNIX-CONNECT:${paths.agentSocket};; esac`;
  await host.writeAtomic(BRIDGE_KEYS, `restrict,command="${joined}" ${publicKey}\n`, { mode: 0o644 });
}

/** Leads paths.currentRuntime to it: replaced in one step, so that no timer finds none. */
async function pointAt(runtimeDirectory: string, host: Host): Promise<void> {
  const next = `${paths.currentRuntime}.next`;
  await host.removeFile(next);
  await host.symlink(runtimeDirectory, next);
  await host.rename(next, paths.currentRuntime);
}

async function placeUnits(input: BootstrapInput, host: Host): Promise<Result<void, Failure>> {
  const changed = new Set<string>();
  for (const unit of renderOwnUnits(input)) {
    const path = `${paths.units}/${unit.name}`;
    if ((await host.readText(path)) === unit.text) continue;
    await host.writeAtomic(path, unit.text, { mode: 0o644 });
    changed.add(unit.name);
  }
  const commands: [string, ...string[]][] = [
    ['systemctl', 'daemon-reload'],
    ['systemctl', 'enable', '--quiet', ...ENABLED, ...TIMERS],
    // The next request starts the new one.
    ...(changed.has('hop3-rootd.service')
      ? [['systemctl', 'stop', 'hop3-rootd.service'] as [string, ...string[]]]
      : []),
    ['systemctl', changed.has('hop3-rootd.socket') ? 'restart' : 'start', 'hop3-rootd.socket'],
    // A socket is given to its service at the start only, and is refused while that runs without it.
    ...(changed.has('hop3-hold.socket')
      ? [['systemctl', 'stop', 'hop3-agent.service'] as [string, ...string[]]]
      : []),
    ['systemctl', changed.has('hop3-hold.socket') ? 'restart' : 'start', 'hop3-hold.socket'],
    ['systemctl', changed.has('hop3-agent.service') ? 'restart' : 'start', 'hop3-agent.service'],
    // Also while it is by the door that we came: a connection has a service of its own.
    ['systemctl', changed.has('hop3-door.socket') ? 'restart' : 'start', 'hop3-door.socket'],
    ...TIMERS.map((timer): [string, ...string[]] => [
      'systemctl',
      changed.has(timer) ? 'restart' : 'start',
      timer,
    ]),
  ];
  for (const argv of commands) {
    const result = await host.run(argv, { timeoutMs: 120_000 });
    if (result.exitCode === 0) continue;
    const journal = await host.run([
      'journalctl',
      '--no-pager',
      '--output=cat',
      '--lines=30',
      '--unit=hop3-agent.service',
    ]);
    return err(
      failure('internal', `The agent does not start on the server (${argv.join(' ')}).`, {
        detail: `${result.stderr}\n${journal.stdout}`.slice(-4000),
      }),
    );
  }
  return ok(undefined);
}

async function removeOldRuntimes(current: string, host: Host): Promise<void> {
  for (const name of await host.list(paths.runtime)) {
    if (name !== basename(current)) await host.removeTree(`${paths.runtime}/${name}`);
  }
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
