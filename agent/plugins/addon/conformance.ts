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
  /** Starts a client that stays connected, as a transient unit of that name. */
  stayConnected(owner: AddonOwner, unit: string): Promise<void>;
}

export interface AddonCheck {
  readonly name: string;
  run(subject: AddonSubject): Promise<void>;
}

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
