// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { adminSchema, checkSchema, healthcheckSchema, seedSchema } from './check.ts';
import { servesFilesOnly } from './command.ts';
import { guardSchema, isGuardCommand, withGuard } from './guard.ts';
import { metadataSchema } from './metadata.ts';
import {
  backupSchema,
  buildSchema,
  cronSchema,
  hooksSchema,
  limitsSchema,
  networkSchema,
  phpSchema,
  processSchema,
  proxySchema,
  runSchema,
  updateSchema,
} from './run.ts';
import { sourceSchema } from './source.ts';
import { slug } from './strings.ts';
import { addonSchema, envSchema, fileSchema, settingSchema, volumeSchema } from './values.ts';

const sections = z.strictObject({
  metadata: metadataSchema,
  source: sourceSchema,
  build: buildSchema.prefault({}),
  run: runSchema.prefault({}),
  processes: z.array(processSchema).max(10).default([]),
  cron: z.array(cronSchema).max(20).default([]),
  php: phpSchema.optional(),
  env: envSchema,
  settings: z.record(slug, settingSchema).default({}),
  files: z.array(fileSchema).max(30).default([]),
  addons: z.array(addonSchema).max(6).default([]),
  volumes: z.array(volumeSchema).max(20).default([]),
  hooks: hooksSchema.prefault({}),
  guard: guardSchema.optional(),
  admin: adminSchema.optional(),
  healthcheck: healthcheckSchema.prefault({}),
  check: checkSchema.optional(),
  seed: seedSchema.optional(),
  backup: backupSchema.prefault({}),
  update: updateSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  proxy: proxySchema.prefault({}),
  network: networkSchema.prefault({}),
});

/**
 * hop3.toml. Keys are kebab-case as in the file; unknown keys are refused; parsing a parsed manifest changes
 * nothing. What an app sees inside its sealed root:
 *
 * | path | what |
 * |---|---|
 * | /opt/app | code of sources other than apt: /opt/app/node_modules/... (npm), a virtual environment (pypi), /opt/app/bin/<program> (go), what the artifact holds (maven) |
 * | /opt/node/bin/node | Node of npm sources |
 * | /data | `data-dir`: writable, the app's user; HOME; where processes start |
 * | /config | rendered `[[files]]` with `to = "config/..."`, read-only |
 * | /package | the package's own files (hooks/, templates), read-only; where hooks start |
 * | /run/hop3 | sockets, writable; `web.sock` is what the host's proxy talks to |
 * | /run/postgresql, /run/mysqld/mysqld.sock | sockets of addons |
 *
 * Everything else is read-only but /tmp and the targets of `[[volumes]]`. Environment of every process and
 * hook: `[env]`, HOME=/data, PATH with the app's own programs first, LANG=C.UTF-8, TZ.
 */
export const manifestSchema = sections
  .superRefine((manifest, context) => {
    for (const { path, message } of [...inconsistencies(manifest), ...guardInconsistencies(manifest)]) {
      context.addIssue({ code: 'custom', path, message, input: manifest });
    }
  })
  .transform((manifest) => withGuard(manifest));

/** A checked hop3.toml with its defaults applied. */
export type Manifest = z.output<typeof manifestSchema>;

interface Inconsistency {
  path: (string | number)[];
  message: string;
}

/** Names that `${...}` already uses, so that no addon may have them. */
const RESERVED_ADDON_NAMES = ['settings', 'secrets', 'admin', 'seed'];

function inconsistencies(manifest: z.output<typeof sections>): Inconsistency[] {
  const found: Inconsistency[] = [];
  const say = (path: (string | number)[], message: string) => found.push({ path, message });

  const webs = manifest.processes.filter((process) => process.kind === 'web');
  if (manifest.php) {
    if (manifest.run.start !== undefined)
      say(['run', 'start'], 'a PHP app is started by php-fpm: leave start out');
    if (webs.length > 0) say(['processes'], 'a PHP app is started by php-fpm: no web process');
    if (manifest.build['document-root'] === undefined) say(['php'], 'a PHP app needs [build] document-root');
  } else if (manifest.run.start !== undefined) {
    if (webs.length > 0) say(['run', 'start'], 'either [run] start or a web process, not both');
  } else if (webs.length > 1 || (webs.length === 0 && !servesFilesOnly(manifest))) {
    say(
      manifest.processes.length > 0 ? ['processes'] : ['run'],
      'exactly one web process, or [run] start, or [php], or [build] document-root for files only',
    );
  }

  const names = new Set<string>();
  for (const [index, process] of manifest.processes.entries()) {
    if (process.name.startsWith('cron-')) {
      say(['processes', index, 'name'], 'names that begin with "cron-" are those of [[cron]]');
    }
    if (names.has(process.name)) say(['processes', index, 'name'], `"${process.name}" is there twice`);
    names.add(process.name);
    if (process.listens !== undefined && process.kind !== 'web') {
      say(['processes', index, 'listens'], 'only a web process listens');
    }
  }
  for (const [index, process] of manifest.processes.entries()) {
    for (const other of process.after) {
      if (!names.has(other) || other === process.name) {
        say(['processes', index, 'after'], `there is no other process "${other}"`);
      }
    }
  }

  const repeated = (values: string[], section: string, key: string) => {
    for (const [index, value] of values.entries()) {
      if (values.indexOf(value) !== index) say([section, index, key], `"${value}" is there twice`);
    }
  };
  repeated(
    manifest.cron.map((entry) => entry.name),
    'cron',
    'name',
  );
  repeated(
    manifest.addons.map((addon) => addon.name),
    'addons',
    'name',
  );
  repeated(
    manifest.volumes.map((volume) => volume.name),
    'volumes',
    'name',
  );
  repeated(
    manifest.volumes.map((volume) => volume.target),
    'volumes',
    'target',
  );
  repeated(
    manifest.files.map((file) => file.to),
    'files',
    'to',
  );
  for (const [index, addon] of manifest.addons.entries()) {
    if (RESERVED_ADDON_NAMES.includes(addon.name)) say(['addons', index, 'name'], `"${addon.name}" is taken`);
  }

  if (manifest.admin?.create !== undefined && manifest.admin.env !== undefined) {
    say(['admin', 'env'], 'either create or env, not both');
  }
  if (
    manifest.admin &&
    manifest.guard === undefined &&
    manifest.admin.create === undefined &&
    manifest.admin.env === undefined &&
    manifest.hooks.initialise === undefined
  ) {
    say(['admin'], 'say how the account is made: create, env, or [hooks] initialise');
  }
  if (manifest.check && !manifest.admin) say(['check'], 'signing in needs [admin]');
  return found;
}

function guardInconsistencies(manifest: z.output<typeof sections>): Inconsistency[] {
  const { guard, admin, check } = manifest;
  if (guard === undefined) return [];
  const found: Inconsistency[] = [];
  const web = manifest.processes.find((process) => process.kind === 'web');
  const listensOnPort = manifest.run.start !== undefined || (web !== undefined && web.listens !== 'socket');
  if (!listensOnPort) found.push({ path: ['guard'], message: 'a guarded app listens on its port' });
  if (admin === undefined) found.push({ path: ['guard'], message: 'it asks for the account of [admin]' });
  if (check !== undefined && check['sign-in'].basic === undefined)
    found.push({ path: ['check', 'sign-in'], message: 'who is guarded is signed in to with basic' });
  for (const key of ['create', 'verify', 'reset', 'env'] as const) {
    if (admin?.[key] === undefined || isGuardCommand(admin[key])) continue;
    found.push({ path: ['admin', key], message: 'the guard makes the account: leave it out' });
  }
  if (admin?.login === 'email')
    found.push({ path: ['admin', 'login'], message: 'the guard asks for the name' });
  return found;
}
