// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { domainName, installationId, sha256Hex, unixUserName } from './ids.ts';
import { packageSchema } from './package.ts';

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
});

export const hookName = z.enum([
  'before-start',
  'initialise',
  'admin-create',
  'admin-verify',
  'migrate',
  'domain-changed',
  'before-backup',
  'after-restore',
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
    input: ofInstallation,
    output: z.strictObject({
      digest: sha256Hex,
      /** Upstream version that was got, such as 2.2.6-1+deb13u1. */
      version: z.string(),
      packages: z.int(),
      bytes: z.int(),
      reused: z.boolean(),
    }),
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
  /** Runs a hook of the package as the app's user in its sandbox; succeeds when the package has no such hook (ran: false). */
  'hook.run': {
    ticket: true,
    input: z.strictObject({ installation: installationId, hook: hookName }),
    output: z.strictObject({ ran: z.boolean() }),
  },
  'certificate.issue': {
    ticket: true,
    input: ofInstallation,
    output: z.strictObject({ serial: z.string(), notAfterMs: z.int() }),
  },
  'certificate.remove': { ticket: true, input: ofInstallation, output: nothing },
  'route.open': { ticket: true, input: ofInstallation, output: nothing },
  'route.close': { ticket: true, input: ofInstallation, output: nothing },

  /* What a host must do alone: no ticket. */
  'installation.start': { ticket: false, input: ofInstallation, output: nothing },
  'installation.stop': { ticket: false, input: ofInstallation, output: nothing },
  'installation.restart': { ticket: false, input: ofInstallation, output: nothing },
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
    }),
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

/** Names of secrets: admin.password, env.<NAME>, settings.<name>. Values: at most 4096 characters, no NUL. */
export const secretsMap = z.record(z.string().max(100), z.string().max(4096));

/** A request to rootd as it stands on its line. */
export const rootdRequest = z.strictObject({
  verb: z.string(),
  input: z.json(),
  ticket: z.string().optional(),
  secrets: secretsMap.optional(),
});
