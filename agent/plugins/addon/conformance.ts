// SPDX-License-Identifier: AGPL-3.0-or-later
import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import type { Host, RunResult } from '#agent/host/host.ts';
import type { Addon, AddonOwner, AddonRequest } from './contract.ts';

/** What the suite needs to know of a plugin to look at it from an app's side. On a real host, as root. */
export interface AddonSubject {
  readonly addon: Addon;
  readonly request: AddonRequest;
  readonly host: Host;
  /** Two installations whose Unix users exist. */
  readonly owner: AddonOwner;
  readonly other: AddonOwner;
  /** Runs a client as a Unix user that tries to open what `of` was given; it prints `answer` when it got in. */
  connect(as: AddonOwner, of: AddonOwner): Promise<RunResult>;
  /** Writes something that `read` finds again, as the owner. */
  write(owner: AddonOwner, text: string): Promise<RunResult>;
  read(owner: AddonOwner): Promise<RunResult>;
  /** Writes one of everything that is hard to take along: binary values, code that knows its maker, a large row. */
  writeMuch(owner: AddonOwner): Promise<RunResult>;
  /** The same text for the same data, whoever it belongs to. */
  lookAtMuch(owner: AddonOwner): Promise<RunResult>;
  /** Starts a client that stays connected, as a transient unit of that name. */
  stayConnected(owner: AddonOwner, unit: string): Promise<void>;
}

export interface AddonCheck {
  readonly name: string;
  run(subject: AddonSubject): Promise<void>;
}

/** Another generation of an owner's data, beside the live one. */
const generationOf = (owner: AddonOwner, number: number): AddonOwner => ({
  ...owner,
  databaseName: `${owner.databaseName}_g${number}`,
  stateDirectory: `${owner.stateDirectory}/generations/${number}`,
  live: false,
});

const silent = { log: () => undefined, note: () => undefined };
const EMPTY = { databases: [], roles: [], units: [], directories: [] };

const made = async ({ addon, request, host }: AddonSubject, owner: AddonOwner) => {
  const result = await addon.create(request, owner, host, silent);
  ok(result.ok, result.ok ? '' : `${result.error.message}\n${result.error.detail}`);
  return result.value;
};

const gone = async ({ addon, host }: AddonSubject, owner: AddonOwner) => {
  const result = await addon.remove(owner, host, silent);
  ok(result.ok, result.ok ? '' : `${result.error.message}\n${result.error.detail}`);
};

/** An empty directory of the owner's user, as rootd gives one for a dump. */
async function directoryFor({ host }: AddonSubject, owner: AddonOwner, name: string): Promise<string> {
  const path = `/var/lib/hop3/test-dumps/${name}`;
  await host.removeTree(path);
  await host.makeDirectory(path, { uid: owner.uid, gid: owner.uid, mode: 0o700 });
  return path;
}

async function dumped(subject: AddonSubject, owner: AddonOwner): Promise<string> {
  const directory = await directoryFor(subject, owner, owner.user);
  const result = await subject.addon.dump(subject.request, owner, directory, subject.host);
  ok(result.ok, result.ok ? '' : `${result.error.message}\n${result.error.detail}`);
  ok(/^[0-9]+(?:\.[0-9]+)?$/.test(result.value.version), result.value.version);
  return directory;
}

async function restored(subject: AddonSubject, owner: AddonOwner, directory: string): Promise<void> {
  const { addon, request, host } = subject;
  const result = await addon.restore(request, owner, directory, host, silent);
  ok(result.ok, result.ok ? '' : `${result.error.message}\n${result.error.detail}`);
}

async function seen(asked: Promise<RunResult>): Promise<string> {
  const result = await asked;
  equal(result.exitCode, 0, result.stderr);
  return result.stdout;
}

/** TCP ports on which anything but sshd and the resolver listens. */
async function listening(host: Host): Promise<string[]> {
  const result = await host.run(['ss', '-Hltn']);
  return result.stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[3] ?? '')
    .filter((address) => /:(?:5432|3306|6379)$/.test(address));
}

/** The suite that every addon plugin passes, in this order, on one host. */
export const addonConformance: readonly AddonCheck[] = [
  {
    name: 'removing what was never made succeeds',
    run: async (subject) => {
      await gone(subject, subject.owner);
      await gone(subject, subject.other);
      deepEqual(await subject.addon.inventory(subject.owner, subject.host), EMPTY);
    },
  },
  {
    name: 'what it makes can be used by its owner, without a password and without a port',
    run: async (subject) => {
      const { version } = await made(subject, subject.owner);
      ok(/^[0-9]+/.test(version), `a version, not ${version}`);
      const result = await subject.connect(subject.owner, subject.owner);
      ok(result.stdout.includes('answer'), result.stderr);
      deepEqual(await listening(subject.host), []);
    },
  },
  {
    name: 'making it twice changes nothing of what is there',
    run: async (subject) => {
      const first = await made(subject, subject.owner);
      const wrote = await subject.write(subject.owner, 'kept');
      equal(wrote.exitCode, 0, wrote.stderr);
      deepEqual(await made(subject, subject.owner), first);
      const read = await subject.read(subject.owner);
      ok(read.stdout.includes('kept'), read.stderr);
    },
  },
  {
    name: 'another installation’s user cannot connect to it',
    run: async (subject) => {
      await made(subject, subject.other);
      for (const [as, of] of [
        [subject.other, subject.owner],
        [subject.owner, subject.other],
      ] as const) {
        const result = await subject.connect(as, of);
        ok(!result.stdout.includes('answer'), `${as.user} got into what is ${of.user}'s`);
        notEqual(result.exitCode, 0);
      }
    },
  },
  {
    name: 'the inventory is what the service says, for each owner apart',
    run: async (subject) => {
      const mine = await subject.addon.inventory(subject.owner, subject.host);
      const theirs = await subject.addon.inventory(subject.other, subject.host);
      ok(Object.values(mine).flat().length > 0);
      for (const name of Object.values(mine).flat()) ok(!Object.values(theirs).flat().includes(name));
    },
  },
  {
    name: 'what is bound into an app is a directory of the host, and units to wait for exist',
    run: async (subject) => {
      for (const bind of subject.addon.binds(subject.owner)) {
        equal((await subject.host.run(['test', '-d', bind.host])).exitCode, 0, bind.host);
      }
      for (const unit of subject.addon.after(subject.owner)) {
        const shown = await subject.host.run(['systemctl', 'show', '--property=LoadState', unit]);
        ok(shown.stdout.includes('LoadState=loaded'), unit);
      }
    },
  },
  {
    name: 'what it dumps is all there for another installation, however often it is restored',
    run: async (subject) => {
      const { host, owner, other } = subject;
      await made(subject, owner);
      await seen(subject.writeMuch(owner));
      const looked = await seen(subject.lookAtMuch(owner));
      ok(looked.trim() !== '', 'there is something to look at');
      const mine = await dumped(subject, owner);
      ok((await host.list(mine)).length > 0);
      const theirs = await directoryFor(subject, other, other.user);
      equal((await host.run(['cp', '-r', `${mine}/.`, theirs])).exitCode, 0);
      equal((await host.run(['chown', '-R', `${other.uid}`, theirs])).exitCode, 0);
      await made(subject, other);
      for (let time = 0; time < 2; time += 1) {
        await restored(subject, other, theirs);
        equal(await seen(subject.lookAtMuch(other)), looked);
      }
      // What came along belongs to it: it can be dumped again.
      await dumped(subject, other);
    },
  },
  {
    name: 'another generation is made beside the live one, can become it, and goes alone',
    run: async (subject) => {
      const { addon, request, host, owner } = subject;
      await made(subject, owner);
      await seen(subject.write(owner, 'before'));
      const directory = await dumped(subject, owner);
      const later = generationOf(owner, 1);
      await seen(subject.write(owner, 'afterwards'));
      await host.makeDirectory(`${owner.stateDirectory}/generations/1`, { mode: 0o700 });
      await restored(subject, later, directory);
      ok((await seen(subject.read(owner))).includes('afterwards'), 'the live one goes on undisturbed');
      const both = await addon.inventory(owner, host);
      ok(both.databases.length === 0 || both.databases.includes(later.databaseName));

      const switched = await addon.create(request, { ...later, live: true }, host, silent);
      ok(switched.ok);
      const old = await seen(subject.read(later));
      ok(old.includes('before') && !old.includes('afterwards'), old);
      await made(subject, owner);
      ok((await seen(subject.read(owner))).includes('afterwards'));

      for (let time = 0; time < 2; time += 1) ok((await addon.removeState(later, host)).ok);
      ok(!(await addon.inventory(owner, host)).databases.includes(later.databaseName));
      ok((await seen(subject.read(owner))).includes('afterwards'));
      await host.removeTree(`${owner.stateDirectory}/generations`);
    },
  },
  {
    name: 'a disk that fills up while it dumps is said so, and the app goes on',
    run: async (subject) => {
      const { addon, request, host, owner } = subject;
      await made(subject, owner);
      const directory = await directoryFor(subject, owner, 'small');
      const options = `size=4k,uid=${owner.uid},gid=${owner.uid},mode=0700`;
      equal((await host.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', directory])).exitCode, 0);
      try {
        // Not even a small dump has room.
        await host.run(['dd', 'if=/dev/zero', `of=${directory}/full`, 'bs=4096', 'count=1']);
        const result = await addon.dump(request, owner, directory, host);
        equal(result.ok ? 'it succeeded' : result.error.code, 'not-enough-disk');
        ok((await subject.connect(owner, owner)).stdout.includes('answer'));
      } finally {
        await host.run(['umount', directory]);
      }
      await host.removeTree('/var/lib/hop3/test-dumps');
    },
  },
  {
    name: 'removing it ends open sessions, takes everything of the owner, and leaves the other’s',
    run: async (subject) => {
      const unit = `hop3-conformance-${subject.addon.type}`;
      await subject.stayConnected(subject.owner, unit);
      await gone(subject, subject.owner);
      await subject.host.run(['systemctl', 'stop', `${unit}.service`]);
      deepEqual(await subject.addon.inventory(subject.owner, subject.host), EMPTY);
      const result = await subject.connect(subject.other, subject.other);
      ok(result.stdout.includes('answer'), result.stderr);
      await gone(subject, subject.owner);
    },
  },
  {
    name: 'what is made again after that is empty',
    run: async (subject) => {
      await made(subject, subject.owner);
      const read = await subject.read(subject.owner);
      ok(!read.stdout.includes('kept'));
      await gone(subject, subject.owner);
      await gone(subject, subject.other);
      deepEqual(await subject.addon.inventory(subject.other, subject.host), EMPTY);
    },
  },
];
