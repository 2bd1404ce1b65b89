// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { processesOfHost, readHierarchies } from './cgroups.ts';
import { hostsFileLookup } from './hosts-file.ts';
import { sandboxProblem } from './machine-support.ts';
import { run, tryRun } from './run-command.ts';
import { lookAtHost, sleep } from './running-host.ts';
import {
  down,
  list,
  powerOffHard,
  reboot,
  removeTemplate,
  type SandboxHost,
  saveTemplate,
  sshToHost,
  status,
  up,
} from './sandbox.ts';
import { sshArgv } from './ssh-argv.ts';
import { statePaths } from './state-home.ts';

const NAMES = {
  trixie: 'test-sandbox-13',
  bookworm: 'test-sandbox-12',
  killed: 'test-sandbox-k',
  copy: 'test-sandbox-c',
  /** Longer than the kernel lets a network device be called. */
  long: 'test-sandbox-with-a-long-name',
};
const TEMPLATE = 'test-sandbox-template';
const LIMITS = { memoryMb: 400, cpus: 0.5, tasks: 250 };

type Answer = { code: number; stdout: string; stderr: string };
const on = (host: SandboxHost, commandLine: string): Promise<Answer> =>
  tryRun([...sshToHost(host), commandLine], { timeoutMs: 120_000 });

/** What systemd in the guest says about a command run as a unit with these properties. */
async function inUnit(host: SandboxHost, properties: string, script: string): Promise<Answer> {
  const input = script;
  return tryRun([...sshToHost(host), `systemd-run --collect --quiet --pipe --wait ${properties} bash -s`], {
    input,
    timeoutMs: 60_000,
  });
}

/** Everything that this machine holds of a host. */
async function traces(name: string): Promise<string[]> {
  const found: string[] = [];
  const directory = `${statePaths().hosts}/${name}`;
  if (await readdir(directory).catch(() => undefined)) found.push(directory);
  if ((await readFile('/proc/self/mountinfo', 'utf8')).includes(directory)) found.push('a mount');
  const links = await readdir('/sys/class/net');
  found.push(...links.filter((link) => link.startsWith(`vb-${name}`.slice(0, 15))));
  for (const { mount, parent } of await readHierarchies()) {
    if (await readdir(`${parent}/${name}`).catch(() => undefined)) found.push(`a cgroup in ${mount}`);
  }
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const mounts = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '');
    if (commandLine.includes(`${directory}/`) || mounts.includes(`${directory}/`))
      found.push(`process ${pid}: ${commandLine}`);
  }
  if (await hostsFileLookup(statePaths().hostsFile)(name)) found.push('an entry for the forwarder');
  return found;
}

describe.skipIf(sandboxProblem() !== undefined)('sandbox hosts', { timeout: 180_000 }, () => {
  let trixie: SandboxHost;
  let bookworm: SandboxHost;
  const removeAll = async () => {
    for (const name of Object.values(NAMES)) await down(name, { remove: true });
    await removeTemplate(TEMPLATE);
  };

  beforeAll(async () => {
    await removeAll();
    [trixie, bookworm] = await Promise.all([
      up({ name: NAMES.trixie, ...LIMITS }),
      up({ name: NAMES.bookworm, suite: 'bookworm', ...LIMITS }),
    ]);
  }, 300_000);
  afterAll(removeAll);

  it('are two different Debians, ready and listed', async () => {
    for (const [host, version] of [
      [trixie, '13'],
      [bookworm, '12'],
    ] as const) {
      const facts =
        '. /etc/os-release; echo $VERSION_ID; hostname; systemctl is-system-running; cat /etc/machine-id';
      const [release, name, state, machineId] = (await on(host, facts)).stdout.split('\n');
      expect([release, name, state]).toEqual([version, host.name, 'running']);
      expect(machineId).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(trixie.address).not.toBe(bookworm.address);
    expect(trixie.hostKey).not.toBe(bookworm.hostKey);
    const running = (await list()).filter(({ state }) => state === 'running').map(({ host }) => host.name);
    expect(running).toEqual(expect.arrayContaining([trixie.name, bookworm.name]));
    expect(await hostsFileLookup(statePaths().hostsFile)(trixie.name)).toBe(trixie.address);
  });

  it('show the host key that was announced, and no other kind', async () => {
    const { stdout } = await tryRun(['ssh-keyscan', trixie.address]);
    expect(stdout.trim()).toBe(`${trixie.address} ${trixie.hostKey}`);
    const { stdout: fingerprint } = await tryRun(['ssh-keygen', '-lf', '-'], { input: trixie.hostKey });
    expect(fingerprint).toContain(trixie.hostKeyFingerprint);
  });

  it('reach the network, with the archives and certificates of this machine', async () => {
    for (const host of [trixie, bookworm]) {
      const { code, stdout, stderr } = await on(host, 'apt-get update -q -o APT::Update::Error-Mode=any');
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(/-security/);
    }
  });

  it('hold the limits of units in them', async () => {
    for (const host of [trixie, bookworm]) {
      const hog = await inUnit(
        host,
        '-p MemoryMax=48M -p MemorySwapMax=0',
        'head -c 100m /dev/zero | tail -c 90m | wc -c',
      );
      expect(hog.stdout.trim()).not.toBe('94371840');
      expect(await on(host, 'head -c 100m /dev/zero | tail -c 90m | wc -c')).toMatchObject({
        stdout: '94371840\n',
      });
      const forks = await inUnit(
        host,
        '-p TasksMax=6',
        'for n in 1 2 3 4 5 6 7 8 9; do sleep 1 & done; wait',
      );
      expect(forks.stderr).toMatch(/fork/);
      const busy = await inUnit(
        host,
        '-p CPUQuota=10%',
        'SECONDS=0; while [ $SECONDS -lt 2 ]; do :; done; times',
      );
      expect(secondsUsed(busy.stdout)).toBeLessThan(0.4);
    }
  });

  it('hold their own limits against this machine', async () => {
    const hog = await on(trixie, 'head -c 600m /dev/zero | tail -c 500m | wc -c');
    expect(hog.stdout.trim()).not.toBe('524288000');
    const forks = await on(trixie, 'for n in $(seq 300); do sleep 2 & done; wait');
    expect(forks.stderr).toMatch(/fork/);
    const busy = await on(trixie, "bash -c 'SECONDS=0; while [ $SECONDS -lt 3 ]; do :; done; times'");
    expect(secondsUsed(busy.stdout)).toBeLessThan(2);
    expect((await on(trixie, 'echo still there')).stdout).toBe('still there\n');
  });

  it('run what a server runs: nested sandboxes, credentials, device nodes, firewall rules by user', async () => {
    const script = `set -e
mkdir -p /srv/root/etc /srv/root/usr /srv/root/proc /srv/root/sys /srv/root/dev /srv/root/run /srv/root/tmp /srv/root/var
for link in bin lib lib64 sbin; do ln -sfn usr/$link /srv/root/$link; done
systemd-run --collect --quiet --pipe --wait -p RootDirectory=/srv/root -p BindReadOnlyPaths=/usr -p BindReadOnlyPaths=/etc \
  -p User=www-data -p PrivateUsers=yes -p PrivateNetwork=yes -p PrivateDevices=yes -p PrivateTmp=yes -p ProtectSystem=strict \
  -p ProtectProc=invisible -p NoNewPrivileges=yes -p CapabilityBoundingSet= -p SystemCallFilter=@system-service \
  -p LoadCredential=name:/etc/hostname sh -c 'id -un; cat $CREDENTIALS_DIRECTORY/name; ip -br link | wc -l; touch /x || true'
mknod /srv/null c 1 3
mknod /srv/disk b 254 0
! head -c 1 /srv/disk
nft 'table inet t { chain o { type filter hook output priority 0; oifname "lo" tcp dport 22 meta skuid www-data reject; }; }'
! setpriv --reuid=www-data --clear-groups bash -c 'exec 3<>/dev/tcp/127.0.0.1/22'
exec 3<>/dev/tcp/127.0.0.1/22
nft delete table inet t
ln /etc/hostname /etc/hostname.link && mv /etc/apt /etc/apt.moved && mv /etc/apt.moved /etc/apt && sync
echo done
`;
    for (const host of [trixie, bookworm]) {
      const result = await tryRun([...sshToHost(host), 'bash -s'], { input: script, timeoutMs: 60_000 });
      expect(result.stdout.split('\n'), result.stderr).toEqual(['www-data', host.name, '1', 'done', '']);
      expect(result.stderr).toMatch(/touch.*Read-only file system/);
    }
  });

  it('find their own apps under the address that the public uses', async () => {
    const script = `systemd-run --collect --quiet --unit=answer systemd-socket-activate --accept --inetd --listen=443 /bin/echo hello
for try in 1 2 3 4 5 6 7 8 9; do ss -Hltn sport = :443 | grep -q . && break; sleep 0.2; done
exec 3<>/dev/tcp/wiki.$(hostname).apps.localhost/8443; cat <&3
systemctl stop answer`;
    for (const host of [trixie, bookworm]) {
      const answer = await tryRun([...sshToHost(host), 'bash -s'], { input: script, timeoutMs: 30_000 });
      expect(answer.stdout, answer.stderr).toBe('hello\n');
    }
  });

  it('are adopted while they run, and keep their disk over a reboot and a power cut', async () => {
    await on(trixie, 'touch /run/this-boot; echo kept > /root/kept; sync; rm /root/.ssh/authorized_keys');
    expect(await up({ name: trixie.name })).toEqual(trixie);
    expect((await on(trixie, 'ls /run/this-boot')).code).toBe(0);
    const looks = 'cat /root/kept; ls /run/this-boot 2>&1';
    expect((await reboot(trixie.name)).hostKey).toBe(trixie.hostKey);
    expect((await on(trixie, looks)).stdout).toMatch(/^kept\nls: cannot access/);
    await on(trixie, 'touch /run/this-boot');
    await powerOffHard(trixie.name);
    expect((await status(trixie.name)).state).toBe('stopped');
    await up({ name: trixie.name });
    expect((await on(trixie, looks)).stdout).toMatch(/^kept\nls: cannot access/);
    // The key that connecting a host removes stays removed.
    const bootstrap = sshArgv({
      address: trixie.address,
      knownHosts: trixie.knownHostsPath,
      key: trixie.privateKeyPath,
    });
    expect((await tryRun([...bootstrap, 'true'])).code).toBe(255);
    expect(
      (
        await tryRun([
          ...sshArgv({
            address: bookworm.address,
            knownHosts: bookworm.knownHostsPath,
            key: bookworm.privateKeyPath,
          }),
          'true',
        ])
      ).code,
    ).toBe(0);
  });

  it('power off by themselves and leave nothing running', async () => {
    await on(bookworm, 'systemctl poweroff');
    for (let attempt = 0; attempt < 100 && (await status(bookworm.name)).state !== 'stopped'; attempt++)
      await sleep(100);
    expect((await status(bookworm.name)).state).toBe('stopped');
    expect(await processesOfHost(await readHierarchies(), bookworm.name)).toEqual([]);
    await up({ name: bookworm.name });
    expect((await on(bookworm, 'true')).code).toBe(0);
  });

  it('start again after a start that was killed at any moment, also when two are started at once', async () => {
    for (const killAfterMs of [300, 900, 1500, 2100]) {
      const starting = spawn(process.execPath, [`${import.meta.dirname}/cli.ts`, 'up', NAMES.killed], {
        stdio: 'ignore',
      });
      // From the beginning: where nothing else is at work it has ended by itself before it is killed.
      const exited = once(starting, 'exit');
      await sleep(killAfterMs);
      starting.kill('SIGKILL');
      await exited;
      if (killAfterMs === 900) continue;
      const [one, other] = await Promise.all([up({ name: NAMES.killed }), up({ name: NAMES.killed })]);
      expect(one).toEqual(other);
      expect((await on(one, 'systemctl is-system-running')).stdout).toBe('running\n');
      await down(NAMES.killed, { remove: killAfterMs === 1500 });
    }
  });

  it('start again after their supervisor was killed', async () => {
    const host = await up({ name: NAMES.killed });
    const paths = statePaths().host(host.name);
    const reality = await lookAtHost(paths, host.name, await readHierarchies());
    if (reality.state !== 'running') throw new Error(`the host is ${reality.state}`);
    process.kill(reality.supervisor, 'SIGKILL');
    await up({ name: NAMES.killed });
    expect((await on(host, 'systemctl is-system-running')).stdout).toBe('running\n');
  });

  it('start again while the kernel still has the network device of the host that was ended', async () => {
    const cable = `vb-${statePaths().host(NAMES.long).machine}`;
    await up({ name: NAMES.long });
    const shown = await run(['ip', '-json', 'link', 'show', 'dev', cable]);
    const [{ ifname }] = z.tuple([z.object({ ifname: z.string() })]).parse(JSON.parse(shown));
    expect(ifname).not.toBe(cable);
    await powerOffHard(NAMES.long);
    expect((await tryRun(['ip', 'link', 'show', 'dev', cable])).code).not.toBe(0);
    // As nspawn leaves it, in the moments in which the network behind it is cleared away.
    await run(['ip', 'link', 'add', 'name', ifname, 'type', 'veth', 'peer', 'name', 'hop3-test-peer']);
    await run(['ip', 'link', 'property', 'add', 'dev', ifname, 'altname', cable]);
    const host = await up({ name: NAMES.long });
    expect((await on(host, 'systemctl is-system-running')).stdout).toBe('running\n');
  });

  it('can be saved and started from again as another server', async () => {
    await down(trixie.name, { remove: false });
    await saveTemplate(trixie.name, TEMPLATE);
    const [copy] = await Promise.all([
      up({ name: NAMES.copy, template: TEMPLATE }),
      up({ name: trixie.name }),
    ]);
    const facts = 'cat /root/kept /etc/machine-id /etc/hostname';
    const [kept, machineId, name] = (await on(copy, facts)).stdout.split('\n');
    expect([kept, name]).toEqual(['kept', NAMES.copy]);
    expect((await on(trixie, facts)).stdout).not.toContain(machineId);
    expect(copy.hostKey).not.toBe(trixie.hostKey);
    // A new server again accepts the key it is connected with.
    const bootstrap = sshArgv({
      address: copy.address,
      knownHosts: copy.knownHostsPath,
      key: copy.privateKeyPath,
    });
    expect((await tryRun([...bootstrap, 'true'])).code).toBe(0);
    await on(copy, 'echo changed > /root/kept');
    expect((await on(trixie, 'cat /root/kept')).stdout).toBe('kept\n');
  });

  it('leave nothing on this machine when they are removed', async () => {
    expect(await traces(trixie.name)).not.toEqual([]);
    await removeAll();
    for (const name of Object.values(NAMES)) expect(await traces(name), name).toEqual([]);
    expect(await status(trixie.name)).toEqual({ state: 'absent' });
  });
});

/** Sums the first line of the shell's `times`: its own user and system time. */
function secondsUsed(times: string): number {
  const own = times.split('\n')[0] ?? '';
  return [...own.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}
