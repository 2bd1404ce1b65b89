// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { commandSchema } from './run.ts';
import { environmentName, fieldName, headerName, line, seconds, urlPath } from './strings.ts';
import { generatorSchema } from './values.ts';

const interpolatedText = z
  .string()
  .max(4000)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'no control characters');

/**
 * `[admin]`: the first account. Made before the address is routed, by exactly one of
 * - `create`: a command (as a hook: app's user, cwd /package, the app's env and ADMIN_USERNAME,
 *   ADMIN_PASSWORD, ADMIN_EMAIL), run after `initialise` and before the app starts;
 * - `env`: variables that the app's processes get at its first start only (with `${admin.username}` etc.);
 *   the engine starts it so, waits for the health check, and starts it again without them;
 * - neither, when `[hooks] initialise` makes the account.
 * `verify` (same environment as create) exits 0 when the account works.
 */
export const adminSchema = z.strictObject({
  username: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,59}$/, 'a name such as admin'),
  /** `operator`: the address of who installs; or a fixed one. */
  email: z
    .union([z.literal('operator'), z.email()], { error: '"operator" or an address' })
    .default('operator'),
  password: z.strictObject(
    {
      generate: generatorSchema.default('password'),
      length: z.int().min(12, 'at least 12 characters').max(128).default(20),
      prefix: z
        .string()
        .max(20)
        .regex(/^[A-Za-z0-9_.-]*$/, 'letters, digits and _ . -')
        .optional(),
    },
    {
      error: (issue) =>
        issue.code === 'invalid_type'
          ? 'a password is never written in a package: use { generate = "password", length = 20 }'
          : undefined,
    },
  ),
  /** What the person types to sign in. */
  login: z.enum(['username', 'email']).default('username'),
  create: commandSchema.optional(),
  env: z.record(environmentName, interpolatedText).optional(),
  verify: commandSchema.optional(),
  /** Sets ADMIN_PASSWORD for the account ADMIN_USERNAME (environment as create); run while the app is up. */
  reset: commandSchema.optional(),
});

/** `[healthcheck]`: a GET that must answer so. Seconds. */
export const healthcheckSchema = z.strictObject({
  path: urlPath.default('/'),
  status: z.int().min(200).max(499).default(200),
  /** Text that the body must hold. */
  contains: line.max(200).optional(),
  interval: seconds(30),
  timeout: seconds(10, 120),
  retries: z.int().min(1).max(20).default(3),
  /** How long after a start failing is still fine. */
  grace: seconds(60, 1800),
});

const answer = z.strictObject({
  status: z.int().min(100).max(599).optional(),
  contains: interpolatedText.optional(),
});

/**
 * Sign-in through a web form. `page` is fetched, cookies kept, `action` gets a POST
 * (application/x-www-form-urlencoded) of: `username` and `password` (the *names* of the fields; the values
 * are the admin's), the hidden field named `csrf` as found in `page`, and `extra` (fixed values).
 */
const formSignIn = z.strictObject({
  page: urlPath,
  action: urlPath,
  username: fieldName,
  password: fieldName,
  csrf: fieldName.optional(),
  extra: z.record(fieldName, interpolatedText).default({}),
});

/** A JSON pointer (RFC 6901), or the empty text for the whole document. */
const jsonPointer = z
  .string()
  .max(200)
  .regex(/^(?:\/[A-Za-z0-9_~.-]+)*$/, 'a JSON pointer such as /total');

/** Strings of a JSON body are interpolated; keys are not. */
const jsonBody = z.record(z.string().max(200), z.json());

/**
 * Sign-in by JSON: POST `body` (with `${admin.username}`, `${admin.password}`) to `path`, as JSON or, where the app
 * wants that (OAuth), as the fields of a form. `token` is the JSON pointer of the token in the answer; `carry` says how later requests carry it: `bearer` (Authorization),
 * `cookie` (whatever cookies the answer set; `token` is then not needed), or `{ header }` (the bare token in that
 * header).
 */
const jsonSignIn = z.strictObject({
  /** Where people sign in with a form; pictures are taken of it. Default the app's first page. */
  page: urlPath.optional(),
  path: urlPath,
  body: jsonBody,
  encoding: z.enum(['json', 'form']).default('json'),
  token: z
    .string()
    .max(200)
    .regex(/^(?:\/[A-Za-z0-9_~.-]+)+$/, 'a JSON pointer such as /access_token')
    .optional(),
  carry: z
    .union([z.enum(['bearer', 'cookie']), z.strictObject({ header: headerName })], {
      error: 'bearer, cookie or { header = "X-Token" }',
    })
    .default('bearer'),
});

/** HTTP basic authentication with the admin's name and password; `realm` is expected when given. */
const basicSignIn = z.strictObject({ realm: line.max(100).optional() });

/** Each request carries this header; `value` holds `${admin.password}`. */
const headerSignIn = z.strictObject({ name: headerName, value: line.max(1000) });

/**
 * `[check.sign-in]`: exactly one way of signing in. Strings are interpolated, but for paths and pages of the way itself;
 * as everywhere in `[check]` and `[seed]` with what is known from outside: no addons, ports and generated secrets.
 * - `inside`: with the session, `path` must answer `status` (default 200) and hold `contains`;
 *   without the session it must not.
 * - `refused`: what signing in with a wrong password answers (for basic and header: what `inside.path`
 *   answers then); in any case `inside` must not be reachable afterwards.
 */
export const signInSchema = z
  .strictObject({
    form: formSignIn.optional(),
    json: jsonSignIn.optional(),
    basic: basicSignIn.optional(),
    header: headerSignIn.optional(),
    inside: z.strictObject({
      path: urlPath,
      contains: interpolatedText.min(1),
      method: z.enum(['GET', 'POST', 'PROPFIND', 'OPTIONS', 'HEAD']).default('GET'),
      status: z.int().min(200).max(399).default(200),
    }),
    refused: answer.refine(
      (value) => value.status !== undefined || value.contains !== undefined,
      'say status or contains',
    ),
    registration: z.enum(['closed', 'open', 'invite']).default('closed'),
  })
  .refine(
    (value) =>
      [value.form, value.json, value.basic, value.header].filter((way) => way !== undefined).length === 1,
    {
      error: 'exactly one of form, json, basic, header',
    },
  );
export type ManifestSignIn = z.output<typeof signInSchema>;

/**
 * `[check.count]`: how much user data there is; the number may not shrink over an update or a restore. Either a request
 * (with `auth` as in [seed]) of whose answer one number is taken, or a command that prints one number (as a hook:
 * the app's user, its environment, in /package).
 * - `items`: the length of the JSON array at this pointer of the answer; the empty text is the whole document
 * - `number`: the JSON number at this pointer
 * - `occurrences`: how often this text is in the body
 */
export const countSchema = z
  .strictObject({
    path: urlPath.optional(),
    method: z.enum(['GET', 'POST', 'PROPFIND', 'REPORT']).default('GET'),
    auth: z.enum(['basic', 'session', 'bearer', 'none']).default('session'),
    json: jsonBody.optional(),
    items: jsonPointer.optional(),
    number: jsonPointer.optional(),
    occurrences: line.max(200).optional(),
    command: commandSchema.optional(),
  })
  .refine(
    (value) =>
      (value.path === undefined) !== (value.command === undefined) &&
      [value.items, value.number, value.occurrences].filter((way) => way !== undefined).length ===
        (value.command === undefined ? 1 : 0),
    { error: 'either path with one of items, number, occurrences, or command' },
  );
export type ManifestCount = z.output<typeof countSchema>;

export const checkSchema = z.strictObject({ 'sign-in': signInSchema, count: countSchema.optional() });

/**
 * One request of `[seed]`. `auth`: `basic` = admin's name and password, `session` = cookies of the sign-in,
 * `bearer` = its token, `none`. At most one of `json`, `form` and `body` (with `content-type`); strings are
 * interpolated, `${seed.token}` (8 to 40 lowercase letters and digits) is the mark to be found again.
 * Where the app wants a forgery token: `page` is fetched first with the same auth, and
 * - `csrf`: its hidden field of that name, or those of several names, is added to `form` under that name;
 * - `csrf-header`: the token is sent in that header; without `csrf` it is the whole trimmed body of `page`.
 */
const seedRequest = (method: 'POST' | 'GET') =>
  z
    .strictObject({
      method: z
        .enum(['GET', 'POST', 'PUT', 'PATCH', 'PROPFIND', 'REPORT', 'MKCOL', 'MKCALENDAR'])
        .default(method),
      path: urlPath,
      auth: z.enum(['basic', 'session', 'bearer', 'none']).default('session'),
      page: urlPath.optional(),
      csrf: z
        .union([fieldName, z.array(fieldName).min(1).max(5)], {
          error: 'the name of a form field, or several',
        })
        .optional(),
      'csrf-header': headerName.optional(),
      /** Beside those of `auth`, `content-type` and `csrf-header`. */
      headers: z.record(headerName, interpolatedText.max(1000)).optional(),
      json: jsonBody.optional(),
      form: z.record(fieldName, interpolatedText).optional(),
      body: z
        .string()
        .max(20_000)
        .regex(/^(?:[\t\n\r]|[^\p{Cc}])*$/u, 'no control characters')
        .optional(),
      'content-type': z
        .string()
        .regex(/^[a-z]+\/[a-z0-9.+-]+(?:; ?charset=[a-zA-Z0-9-]+)?$/, 'a type such as text/calendar')
        .optional(),
      /** Absent: any 2xx or 3xx. */
      status: z.int().min(100).max(599).optional(),
      contains: interpolatedText.optional(),
    })
    .refine(
      (value) => [value.json, value.form, value.body].filter((body) => body !== undefined).length <= 1,
      {
        error: 'only one of json, form, body',
      },
    );

/** `[seed]`: puts one piece of user data through the app's own interface, and finds it again later. */
export const seedSchema = z.strictObject({ put: seedRequest('POST'), find: seedRequest('GET') });
export type ManifestSeedRequest = z.output<typeof seedSchema>['put'];
