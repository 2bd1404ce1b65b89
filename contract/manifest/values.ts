// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { isSafePattern } from './safe-pattern.ts';
import { absolutePath, environmentName, line, relativePath, slug } from './strings.ts';

/** Facts that `[env]` `key` and `${...}` know; see interpolate.ts for what each holds. */
export const FACTS = [
  'domain',
  'url',
  'name',
  'port',
  'listen',
  'data-dir',
  'trusted-proxy',
  'timezone',
  'language',
] as const;
export type FactName = (typeof FACTS)[number];

/** Attributes of each addon type, for `[env]` `from` and `${<addon>.<attribute>}`. */
export const ADDON_ATTRIBUTES = {
  postgres: ['DATABASE_URL', 'HOST', 'NAME', 'USER', 'PORT'],
  mysql: ['SOCKET', 'NAME', 'USER', 'PASSWORD'],
  redis: ['SOCKET', 'REDIS_URL'],
} as const;

export const generatorSchema = z.enum(['hex', 'base64', 'urlsafe', 'password', 'uuid']);

/** A secret made once and kept: `length` characters (ignored by uuid) after `prefix`. */
const generated = z.strictObject({
  generate: generatorSchema,
  length: z.int().min(16, 'at least 16 characters').max(256).default(48),
  prefix: z
    .string()
    .max(40)
    .regex(/^[A-Za-z0-9_.:-]*$/, 'letters, digits and _ . : -')
    .optional(),
  /** True: shown on the installation's page once asked. */
  display: z.boolean().default(false),
});

/**
 * `[env]`: a text (with `${...}`), or one table:
 * `{ generate, length, prefix, display }` a secret, `{ from = "<addon>", key }` an addon's attribute,
 * `{ key }` a fact, `{ setting }` an answer of the install form (a boolean as `true` or `false`).
 * Values are raw: no quoting is applied.
 */
export const envValueSchema = z.union(
  [
    z
      .string()
      .max(4000)
      .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'no control characters'),
    generated,
    z.strictObject({
      from: slug,
      key: z.string().regex(/^[A-Z][A-Z_]{1,30}$/, 'an attribute such as DATABASE_URL'),
    }),
    z.strictObject({ key: z.enum(FACTS) }),
    z.strictObject({ setting: slug }),
  ],
  { error: 'a text, or one of { generate }, { from, key }, { key }, { setting }' },
);
export type ManifestEnvValue = z.output<typeof envValueSchema>;

export const envSchema = z.record(environmentName, envValueSchema).default({});

const choiceSchema = z
  .union([line.max(100), z.strictObject({ value: line.max(100), title: line.max(100) })], {
    error: 'a choice is a text or { value, title }',
  })
  .transform((choice) => (typeof choice === 'string' ? { value: choice, title: choice } : choice));

const common = {
  title: line.max(80),
  help: line.max(400).optional(),
  /** Without a default a required setting must be answered; an optional one is then the empty text. */
  required: z.boolean().default(false),
  /** Folded away in the form. */
  advanced: z.boolean().default(false),
};

const textual = {
  ...common,
  default: z
    .string()
    .max(2000)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'no control characters')
    .optional(),
  /**
   * The whole answer must match. Limited to what is linear in time: see safe-pattern.ts.
   */
  pattern: line
    .max(200)
    .refine(isSafePattern, 'too complex: no groups with repetition, no back-references, no look-around')
    .optional(),
  /** Characters. */
  min: z.int().min(0).max(2000).optional(),
  max: z.int().min(1).max(2000).optional(),
};

/** `[settings.<name>]`: one question of the install form. */
export const settingSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('text'), ...textual }),
    z.strictObject({ type: z.literal('email'), ...common, default: z.email().optional() }),
    /** Kept encrypted, never shown again. No default: it would be a default credential. */
    z.strictObject({
      type: z.literal('secret'),
      ...common,
      min: z.int().min(0).max(2000).optional(),
      max: z.int().min(1).max(2000).optional(),
    }),
    z.strictObject({
      type: z.literal('choice'),
      ...common,
      choices: z.array(choiceSchema).min(1).max(300),
      default: line.max(100).optional(),
    }),
    z.strictObject({ type: z.literal('boolean'), ...common, default: z.boolean().default(false) }),
    z.strictObject({
      type: z.literal('number'),
      ...common,
      default: z.number().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
    }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? 'type must be text, email, choice, boolean, number or secret'
        : undefined,
  },
);
export type ManifestSetting = z.output<typeof settingSchema>;

/**
 * `[[files]]`: a template of the package rendered atomically on the host.
 * `to`: `config/<path>` is seen at /config/<path>; an absolute path is one file bound read-only there.
 * `owner`: `root-read` (root's, the app's group may read) or `app` (the app's, still read-only inside).
 * `when`: install = once and then left alone, domain-changed = at install and when the address changes,
 * always = whenever anything that it uses changes.
 */
export const fileSchema = z.strictObject({
  template: relativePath,
  to: z.union([absolutePath, relativePath.regex(/^config\/[A-Za-z0-9._@+,=/-]+$/)], {
    error: 'config/<path> or an absolute path',
  }),
  mode: z
    .string()
    .regex(/^0[0-7]{3}$/, 'an octal mode such as 0440')
    .default('0440'),
  owner: z.enum(['app', 'root-read']).default('root-read'),
  when: z.enum(['install', 'always', 'domain-changed']).default('always'),
});

const versionRange = z.string().regex(/^>=[0-9]{1,3}(?:\.[0-9]{1,3})?$/, 'a least version such as >=14');

export const ADDON_TYPES_NOT_YET = ['s3', 'smtp'];

/** `[[addons]]`: a service for this installation alone. `name` is what `from` and `${name.KEY}` use. */
export const addonSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('postgres'),
      name: slug.default('postgres'),
      version: versionRange.optional(),
      extensions: z
        .array(
          z.enum([
            'pg_trgm',
            'unaccent',
            'citext',
            'hstore',
            'uuid-ossp',
            'pgcrypto',
            'btree_gin',
            'btree_gist',
            'fuzzystrmatch',
            'postgis',
          ]),
        )
        .max(20)
        .default([]),
    }),
    z.strictObject({
      type: z.literal('mysql'),
      name: slug.default('mysql'),
      version: versionRange.optional(),
      charset: z.enum(['utf8mb4', 'utf8mb3', 'latin1']).default('utf8mb4'),
    }),
    z.strictObject({
      type: z.literal('redis'),
      name: slug.default('redis'),
      version: versionRange.optional(),
    }),
  ],
  {
    error: (issue) => {
      const type = (issue.input as { type?: unknown } | undefined)?.type;
      if (typeof type === 'string' && ADDON_TYPES_NOT_YET.includes(type)) {
        return `addon type "${type}" is not supported yet; use postgres, mysql or redis`;
      }
      return issue.code === 'invalid_union' ? 'type must be postgres, mysql or redis' : undefined;
    },
  },
);

/**
 * `[[volumes]]`: `data/<name>` of the installation bound writable at `target` of the root. What the root has
 * at target is copied in once, at install.
 */
export const volumeSchema = z.strictObject({
  name: slug,
  target: absolutePath,
  mode: z
    .string()
    .regex(/^0[0-7]{3}$/, 'an octal mode such as 0750')
    .default('0750'),
  backup: z.strictObject({ include: z.boolean().default(true) }).prefault({}),
});
