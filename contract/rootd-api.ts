// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { acmeAccount } from './acme.ts';
import {
  backupBook,
  backupEntry,
  backupId,
  backupManifest,
  backupPlan,
  backupReason,
  snapshotSource,
} from './backup.ts';
import { failureSchema } from './failure.ts';
import { domainName, installationId, sha256Hex, unixUserName } from './ids.ts';
import { packageSchema } from './package.ts';
import { rootParts } from './root-parts.ts';

/**
 * rootd's closed list: verb → input, output, and whether it needs a ticket.
 * Every verb is idempotent: done twice it succeeds twice with the same output; an undoing verb succeeds
 * when there is nothing to undo. All state is in rootd's registry; nothing here carries paths, argv,
 * unit text or SQL. Secrets never are part of an input (inputs are digested, journalled and logged):
 * they travel in the request's `secrets` map, from names to values.
 *
 * Wire: a unix socket (systemd socket, group hop3-agent). One request a connection, JSON lines:
 *   → {"verb", "input", "ticket"?, "secrets"?}
 *   ← {"event": {kind: "log"|"note", text}}*  then one of  {"done": output} | {"failed": Failure}
 */

export const debianSuite = z.enum(['bookworm', 'trixie']);
export type DebianSuite = z.infer<typeof debianSuite>;

const ofInstallation = z.strictObject({ installation: installationId });
const nothing = z.strictObject({});

/** What rootd minted for an installation. */
export const reservation = z.strictObject({
  user: unixUserName,
  uid: z.int().min(30_000).max(39_999),
  /** Loopback port of the web process; null when it listens on a socket or is served by php-fpm or static. */
  port: z.int().min(20_000).max(29_999).nullable(),
  /** Name of its databases and database roles, whether or not it has any. */
  databaseName: z.string().regex(/^hop3_[a-z2-7]{8}$/),
});
export type Reservation = z.infer<typeof reservation>;

/** How to reach the app without its route: for checks by the agent. */
export const privateEndpoint = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('socket'), path: z.string() }),
  z.strictObject({ kind: z.literal('port'), port: z.int() }),
]);
export type PrivateEndpoint = z.infer<typeof privateEndpoint>;

export const unitState = z.strictObject({
  name: z.string(),
  /** systemd's ActiveState. */
  active: z.string(),
  sub: z.string(),
  sinceMs: z.int().nullable(),
  memoryBytes: z.int().nullable(),
  cpuNanoseconds: z.int().nullable(),
  restarts: z.int(),
  mainPid: z.int().nullable(),
});

export const reserveInput = z.strictObject({
  installation: installationId,
  /** What people call it; one line. */
  title: z.string().max(80),
  package: packageSchema,
  domain: domainName,
  /** Port that visitors use for HTTPS: 443, or 8443 for sandbox hosts. */
  publicPort: z.int().min(1).max(65_535),
  /** Answers of the install form, after defaults; secret ones are in the request's secrets as settings.<name>. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  admin: z.strictObject({ username: z.string().max(64), email: z.email() }).nullable(),
  timezone: z.string().max(64),
  language: z.string().max(16),
  /**
   * The installation whose update is rehearsed on this one: it has that one's address, and so can never be routed.
   * It is removed with installation.release like any other.
   */
  rehearsalOf: installationId.optional(),
});

/** Who signs an installation's certificate. `acme`: the directory that acme.set told the host. */
export const certificateIssuer = z.enum(['private', 'acme']);
export type CertificateIssuer = z.infer<typeof certificateIssuer>;

/** What is known of an installation's certificate; null where there is none yet. */
export const certificateState = z.strictObject({
  issuer: certificateIssuer,
  domain: domainName,
  serial: z.string(),
  notAfterMs: z.int(),
  /** The last try to get or renew it. */
  attemptAtMs: z.int().nullable(),
  failure: failureSchema.nullable(),
});
export type CertificateState = z.infer<typeof certificateState>;

/**
 * Which data of an installation is meant. A restore makes a new generation beside the live one (files, volumes,
 * databases); state.switch makes it the live one; what was live is kept for some days.
 */
export const generation = z.int().min(0).max(1_000_000);

export const hookName = z.enum([
  'before-start',
  'initialise',
  'admin-create',
  'admin-verify',
  'migrate',
  'domain-changed',
  'before-backup',
  'after-restore',
  /** [admin] reset with ADMIN_PASSWORD of the call's secrets; the new password is kept when it succeeds. */
  'admin-reset',
]);

/** Everything of an installation that rootd knows to exist on the host: empty lists and nulls when nothing is left. */
export const inventory = z.strictObject({
  user: z.string().nullable(),
  units: z.array(z.string()),
  timers: z.array(z.string()),
  databases: z.array(z.string()),
  roles: z.array(z.string()),
  directories: z.array(z.string()),
  sites: z.array(z.string()),
  certificates: z.array(z.string()),
  ports: z.array(z.int()),
  firewallRules: z.array(z.string()),
  registryEntry: z.boolean(),
});
export type Inventory = z.infer<typeof inventory>;

export const rootdVerbs = {
  /** Makes the base tree of a suite (and what the host's proxy needs). A host-level ticket. */
  'base.ensure': {
    ticket: true,
    input: z.strictObject({ suite: debianSuite }),
    output: z.strictObject({ suite: debianSuite, digest: sha256Hex, bytes: z.int() }),
  },
  /** The host's private CA: makes a key here, gives a request for the control plane to sign. */
  'authority.request': {
    ticket: true,
    input: nothing,
    output: z.strictObject({ csrPem: z.string().max(8192) }),
  },
  /** Installs the signed, name-constrained intermediate and the root it chains to. */
  'authority.install': {
    ticket: true,
    input: z.strictObject({ certificatePem: z.string().max(8192), rootPem: z.string().max(8192) }),
    output: nothing,
  },
  /** Extra CA certificates that builds and apps on this host trust (a corporate proxy). Replaces the whole list. */
  'trust.set': {
    ticket: true,
    input: z.strictObject({ certificatesPem: z.array(z.string().max(16_384)).max(50) }),
    output: nothing,
  },

  /** Registers the installation with its package, mints user, uid, port and names, makes its directories. Fails with name-taken, domain-taken. Generated values of [env] and the admin's password come in `secrets` as env.<NAME> and admin.password. */
  'installation.reserve': { ticket: true, input: reserveInput, output: reservation },
  'installation.release': { ticket: true, input: ofInstallation, output: nothing },
  /** Builds (or finds) the sealed root of the package and points the installation's release at it. */
  'root.build': {
    ticket: true,
    /** `next`: of the release that release.prepare registered. */
    input: z.strictObject({ installation: installationId, release: z.enum(['current', 'next']).optional() }),
    output: z.strictObject({
      digest: sha256Hex,
      /** Upstream version that was got, such as 2.2.6-1+deb13u1. */
      version: z.string(),
      packages: z.int(),
      bytes: z.int(),
      reused: z.boolean(),
    }),
  },
  /**
   * Beside root.build, which takes long: what is slow and needs nothing of the app. The services of its addons are
   * installed, and the repositories of the plan are made. Whatever this does not get done is done by addons.create and
   * backup.plan-set. Secrets as backup.plan-set.
   */
  'installation.prepare': {
    ticket: true,
    input: z.strictObject({ installation: installationId, plan: backupPlan }),
    output: nothing,
  },
  /** Lets go of the root; removes it when nobody uses it. */
  'root.release': { ticket: true, input: ofInstallation, output: nothing },
  'addons.create': {
    ticket: true,
    input: ofInstallation,
    output: z.strictObject({ addons: z.array(z.strictObject({ type: z.string(), version: z.string() })) }),
  },
  'addons.remove': { ticket: true, input: ofInstallation, output: nothing },
  /** Renders env, files, units and firewall rules; initialises volumes from the root. Starts nothing. */
  'installation.configure': { ticket: true, input: ofInstallation, output: nothing },
  'installation.unconfigure': { ticket: true, input: ofInstallation, output: nothing },
  /**
   * Runs a hook of the package as the app's user in its sandbox; succeeds when the package has no such hook (ran: false).
   * `former`, for domain-changed: the address that its data knows, where that is another installation's (it was made of a
   * backup). Absent: its own before installation.readdress.
   */
  'hook.run': {
    ticket: true,
    input: z.strictObject({
      installation: installationId,
      hook: hookName,
      former: z.strictObject({ domain: domainName, publicPort: z.int().min(1).max(65_535) }).optional(),
    }),
    output: z.strictObject({ ran: z.boolean() }),
  },
  /**
   * Gets a certificate for the installation's address, or for `domain` before it takes that one. Keeps one that is
   * there and good for long enough. Without `issuer`: the one it has, else private. Checks that the served one is new
   * where it is routed. Failures: certificate-failed, domain-not-pointing-here, rate-limited.
   */
  'certificate.issue': {
    ticket: true,
    input: z.strictObject({
      installation: installationId,
      domain: domainName.optional(),
      issuer: certificateIssuer.optional(),
    }),
    output: z.strictObject({ issuer: certificateIssuer, serial: z.string(), notAfterMs: z.int() }),
  },
  /** Without `domain`: all of the installation's. Never the one that is served. */
  'certificate.remove': {
    ticket: true,
    input: z.strictObject({ installation: installationId, domain: domainName.optional() }),
    output: nothing,
  },
  /** The ACME directory of this host; null: none. A CA that the directory itself needs (a test's) comes as PEM. */
  'acme.set': {
    ticket: true,
    input: z.strictObject({
      account: acmeAccount.nullable(),
    }),
    output: nothing,
  },
  'route.open': { ticket: true, input: ofInstallation, output: nothing },
  'route.close': { ticket: true, input: ofInstallation, output: nothing },

  /* Changing an installation: releases, data, address. */

  /**
   * Registers the package of the next release beside the current one. Its digest is the ticket's. `settings`: the
   * answers after the new package's defaults; they are the installation's from release.switch on. Secrets: env.<NAME>,
   * of which those that the new package adds are kept, and what is there stays.
   */
  'release.prepare': {
    ticket: true,
    input: z.strictObject({
      installation: installationId,
      package: packageSchema,
      settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
    output: nothing,
  },
  /**
   * Makes the release of this package and root, the next one or one of before, the current one, with its files,
   * environment and units; nothing when it is that already. It must be stopped.
   */
  'release.switch': {
    ticket: true,
    input: z.strictObject({
      installation: installationId,
      packageDigest: sha256Hex,
      rootDigest: sha256Hex,
    }),
    output: z.strictObject({ packageDigest: sha256Hex, rootDigest: sha256Hex, version: z.string() }),
  },
  /** Forgets a prepared release and its root. */
  'release.drop': { ticket: true, input: ofInstallation, output: nothing },

  /**
   * Puts a snapshot into a new generation of the installation's data, beside the live one. Done again with the same
   * `restore` it finds what is there. The database is restored as the installation's own role. Refused
   * (restore-refused) when a dump is of a newer service than the host's, and when there is no room. Secrets: backup.password, target.<id>.key.
   */
  'state.restore': {
    ticket: true,
    input: z.strictObject({
      installation: installationId,
      from: snapshotSource,
      /** Names the attempt: the operation's id. */
      restore: z.uuid(),
    }),
    output: z.strictObject({ generation, manifest: backupManifest, dataBytes: z.int() }),
  },
  /**
   * Makes a generation the live one; it must be stopped. What was live is kept for `keepDays` (0: dropped with
   * state.discard or at the next pruning).
   */
  'state.switch': {
    ticket: true,
    input: z.strictObject({ installation: installationId, generation, keepDays: z.int().min(0).max(90) }),
    output: z.strictObject({ previous: generation }),
  },
  /** Deletes what an attempt at a restore made, complete or not; nothing when it is not there. Fails when that is live. */
  'state.discard': {
    ticket: true,
    input: z.strictObject({ installation: installationId, restore: z.uuid() }),
    output: nothing,
  },
  /** Takes another address: record, files and environment. The route stays as it is until route.open. */
  'installation.readdress': {
    ticket: true,
    input: z.strictObject({ installation: installationId, domain: domainName }),
    output: nothing,
  },

  /* Backups. */

  /**
   * Brings a plan to the host: repositories made, both keys in them, timers placed. Secrets: backup.password,
   * backup.recovery (the second key), target.<id>.key (OpenSSH private key) of each target that is not local.
   */
  'backup.plan-set': {
    ticket: true,
    input: z.strictObject({ installation: installationId, plan: backupPlan }),
    output: nothing,
  },
  /** The manifest of a snapshot, read from its repository. Secrets as state.restore. */
  'backup.inspect': {
    ticket: true,
    input: z.strictObject({ installation: installationId, from: snapshotSource }),
    output: z.strictObject({ manifest: backupManifest, dataBytes: z.int() }),
  },
  /**
   * Puts the sealed root of a snapshot's release into the store, checked against its digest, and points the release at
   * it as root.build does. found: false where the repository does not hold it; then nothing was done.
   */
  'root.restore': {
    ticket: true,
    input: z.strictObject({
      installation: installationId,
      from: snapshotSource,
      release: z.enum(['current', 'next']).optional(),
    }),
    output: z.strictObject({
      found: z.boolean(),
      digest: sha256Hex.nullable(),
      version: z.string().nullable(),
    }),
  },
  /** Deletes one backup at every target that allows it. */
  'backup.forget': {
    ticket: true,
    input: z.strictObject({ installation: installationId, backup: backupId }),
    output: z.strictObject({ kept: z.array(z.string()) }),
  },
  /** Deletes what is kept on this host of an installation that is gone: its local repository and its book. */
  'backup.delete': { ticket: true, input: ofInstallation, output: nothing },
  /**
   * Makes this host a store for others: an account whose only command adds to repositories. `publicKeys` replaces the
   * list; an empty one closes it without deleting what is stored.
   */
  'store.set': {
    ticket: true,
    input: z.strictObject({
      publicKeys: z.array(z.string().regex(/^ssh-ed25519 [A-Za-z0-9+/=]+$/)).max(200),
    }),
    output: z.strictObject({ user: z.string(), freeBytes: z.int() }),
  },
  /** Keeps retention in a repository stored here, which its own host may not. Secrets: backup.password. */
  'store.retain': {
    ticket: true,
    input: z.strictObject({
      repositoryOf: installationId,
      keep: backupPlan.shape.keep,
      pinned: z.array(backupId).max(500),
    }),
    output: z.strictObject({ removed: z.int() }),
  },

  /* What a host must do alone: no ticket. */

  /**
   * Makes a backup to every target of the plan. What was stopped before stays stopped. Failures: backup-failed and what
   * its parts give.
   */
  'backup.run': {
    ticket: false,
    input: z.strictObject({ installation: installationId, reason: backupReason }),
    output: z.strictObject({
      entry: backupEntry,
      /** Targets that did not get it, with why; the first target always has it. */
      missed: z.array(z.strictObject({ target: z.string(), failure: failureSchema })),
    }),
  },
  /** Reads part of the repository's data and verifies it; the promise that backups are whole. */
  'backup.verify': { ticket: false, input: ofInstallation, output: z.strictObject({ target: z.string() }) },
  'backup.book': { ticket: false, input: ofInstallation, output: backupBook },
  /** Of everything that has backups here, also after its removal. */
  'backup.books': {
    ticket: false,
    input: nothing,
    output: z.strictObject({ books: z.array(backupBook).max(500) }),
  },
  /** Renews the certificate of its address when it is due, from the issuer it has. notAfterMs: null where there is none. */
  'certificate.renew': {
    ticket: false,
    input: ofInstallation,
    output: z.strictObject({ renewed: z.boolean(), notAfterMs: z.int().nullable() }),
  },
  /**
   * Holds visitors while it is worked on: `wait` lets them wait until it answers again (a minute each at most), `closed`
   * tells them to come back soon (503 with Retry-After) and lets nobody but our checks in. Ends by itself after
   * `seconds`. Restarts and backups make visitors wait by themselves, also inside a closed hold, which stays closed.
   * Nothing where it is not routed.
   */
  'route.hold': {
    ticket: false,
    input: z.strictObject({
      installation: installationId,
      mode: z.enum(['wait', 'closed']),
      seconds: z
        .int()
        .min(1)
        .max(4 * 3600),
    }),
    output: nothing,
  },
  /** Ends a hold; route.open does too. `over`: only one whose time is over (the agent, which stands in meanwhile, asks so). */
  'route.resume': {
    ticket: false,
    input: z.strictObject({ installation: installationId, over: z.literal(true).optional() }),
    output: nothing,
  },
  /** Deletes generations whose days are over and roots that nothing needs. */
  'host.prune': { ticket: false, input: nothing, output: z.strictObject({ freedBytes: z.int() }) },
  'installation.start': { ticket: false, input: ofInstallation, output: nothing },
  'installation.stop': { ticket: false, input: ofInstallation, output: nothing },
  'installation.restart': { ticket: false, input: ofInstallation, output: nothing },
  /** Runs the command of the package's [check.count]; null when it has none. Fails (check-failed) when it prints no number. */
  'count.run': {
    ticket: false,
    input: ofInstallation,
    output: z.strictObject({ count: z.int().min(0).nullable() }),
  },
  /** For the agent's checks: no secret in it. `admin` without its password. */
  'installation.describe': {
    ticket: false,
    input: ofInstallation,
    output: z.strictObject({
      package: packageSchema,
      packageDigest: sha256Hex,
      title: z.string(),
      domain: domainName,
      publicPort: z.int(),
      endpoint: privateEndpoint,
      /** Where the app itself answers when a guard stands before it. */
      behindGuard: privateEndpoint.nullable().default(null),
      admin: z.strictObject({ username: z.string(), email: z.string() }).nullable(),
      settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      rootDigest: sha256Hex.nullable(),
      /** PEM of the CA that signs its certificate, when it is the private one. */
      rootCaPem: z.string().nullable(),
    }),
  },
  'installation.status': {
    ticket: false,
    input: ofInstallation,
    output: z.strictObject({
      units: z.array(unitState),
      dataBytes: z.int().nullable(),
      certificateNotAfterMs: z.int().nullable(),
      certificate: certificateState.nullable(),
      generation,
      /** Generations that are kept, with when each is deleted. */
      kept: z.array(z.strictObject({ generation, untilMs: z.int() })),
      packageDigest: sha256Hex,
      rootDigest: sha256Hex.nullable(),
      previousRelease: z
        .strictObject({ packageDigest: sha256Hex, rootDigest: sha256Hex.nullable(), version: z.string() })
        .nullable(),
      held: z.enum(['no', 'wait', 'closed']),
    }),
  },
  /** What its current sealed root is made of; null before there is one. */
  'root.parts': {
    ticket: false,
    input: ofInstallation,
    output: z.strictObject({ root: rootParts.nullable() }),
  },
  'installation.inventory': { ticket: false, input: ofInstallation, output: inventory },
  'host.installations': {
    ticket: false,
    input: nothing,
    output: z.strictObject({
      installations: z.array(
        z.strictObject({
          installation: installationId,
          user: unixUserName,
          title: z.string(),
          domain: z.string(),
          packageDigest: sha256Hex,
          rehearsalOf: installationId.nullable(),
        }),
      ),
    }),
  },
  /** Lines of the journal of an installation's units, newest last. Cursor is journald's. */
  'logs.read': {
    ticket: false,
    input: z.strictObject({
      installation: installationId,
      cursor: z.string().max(300).nullable(),
      lines: z.int().min(1).max(1000),
    }),
    output: z.strictObject({
      cursor: z.string().nullable(),
      lines: z.array(z.strictObject({ atMs: z.int(), unit: z.string(), text: z.string() })),
    }),
  },
} as const satisfies Record<string, { ticket: boolean; input: z.ZodType; output: z.ZodType }>;

export type RootdVerb = keyof typeof rootdVerbs;
export type RootdInput<V extends RootdVerb> = z.input<(typeof rootdVerbs)[V]['input']>;
export type RootdOutput<V extends RootdVerb> = z.output<(typeof rootdVerbs)[V]['output']>;

/**
 * Names of secrets: admin.password, env.<NAME>, settings.<name>, backup.password, backup.recovery, target.<id>.key.
 * Values: at most 4096 characters, no NUL.
 */
export const secretsMap = z.record(z.string().max(100), z.string().max(4096));

/** A request to rootd as it stands on its line. */
export const rootdRequest = z.strictObject({
  verb: z.string(),
  input: z.json(),
  ticket: z.string().optional(),
  secrets: secretsMap.optional(),
});
