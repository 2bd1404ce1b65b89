// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { absolutePath, debianPackage, line, relativePath, seconds, size, slug, urlPath } from './strings.ts';

/**
 * A command: an argv array, or one line for `/bin/sh -c` that is passed on unaltered. Nothing is ever
 * interpolated into it; values reach it through the environment. `commandArgv` (command.ts) says which
 * program a name in argv[0] stands for.
 */
export const commandSchema = z.union([z.array(line).min(1).max(64), line], {
  error: 'a command is an array of arguments or one line for /bin/sh',
});
export type ManifestCommand = z.output<typeof commandSchema>;

/** `[build]`: how the sealed root is made. */
export const buildSchema = z.strictObject({
  /** Debian packages that are only there while building (compilers, headers). */
  packages: z.array(debianPackage).max(100).default([]),
  /** Node of npm sources: a major version or an exact one; put at /opt/node. */
  'node-version': z
    .string()
    .regex(/^[0-9]{1,3}(?:\.[0-9]{1,4}\.[0-9]{1,4})?$/, 'a version such as 24 or 24.21.0')
    .default('24'),
  /** PHP apps: the directory of the root that the web server serves. */
  'document-root': absolutePath.optional(),
});

/** `[run]`: the one web process (`start`, listens on the allocated port), or what all `[[processes]]` share. */
export const runSchema = z.strictObject({
  start: commandSchema.optional(),
  /** Runs before each start of the web process, as the app's user, with its env. */
  'before-run': commandSchema.optional(),
  /** Debian packages of the sealed root besides the source's own. */
  packages: z.array(debianPackage).max(100).default([]),
  /** Seconds until the process must answer. */
  'start-timeout': seconds(90, 1800),
  /** Where processes start; an absolute path in the root. */
  'working-dir': absolutePath.default('/data'),
  'stop-signal': z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']).default('SIGTERM'),
  /** Seconds between the signal and SIGKILL. */
  'stop-timeout': seconds(30, 600),
});

/** `[[processes]]`: several processes; exactly one is `web`. `once` runs to its end before the others start. */
export const processSchema = z.strictObject({
  name: slug,
  command: commandSchema,
  kind: z.enum(['web', 'worker', 'scheduler', 'once']).default('web'),
  /** Names of processes that start before this one. */
  after: z.array(slug).max(10).default([]),
  /** Web only: `port` = 127.0.0.1:<allocated>, `socket` = /run/hop3/web.sock. Default port. */
  listens: z.enum(['port', 'socket']).optional(),
});
export type ManifestProcess = z.output<typeof processSchema>;

const iniValue = z.union([
  z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9 _./:,+@-]*$/, 'letters, digits and _ . / : , + @ - only'),
  z.int(),
  z.boolean(),
]);

/**
 * `[php]`: the app is served by php-fpm and a small nginx of its own in the same root, which listens on
 * /run/hop3/web.sock. Files are served from `[build] document-root`. Further `[[processes]]` (worker, scheduler,
 * once) run beside it, with `php` on the PATH. Scripts must see the name in the address with its port: Debian's
 * fastcgi_params set HTTP_HOST without it.
 */
export const phpSchema = z.strictObject({
  /** Debian packages of the suite's PHP without `php-`: mysql (which brings mysqli), gd, curl, xml, mbstring... */
  extensions: z
    .array(z.string().regex(/^[a-z][a-z0-9_]{1,30}$/, 'an extension such as mbstring'))
    .max(60)
    .default([]),
  ini: z.record(z.string().regex(/^[a-z][a-z0-9_.]{1,60}$/, 'a php.ini key'), iniValue).default({}),
  /** Most PHP processes at once. */
  'pool-size': z.int().min(1).max(100).default(5),
  /** Script that gets every path that is not a file; absent: none. */
  'front-controller': z
    .string()
    .regex(/^(?:\/[A-Za-z0-9_.-]+)+\.php$/, 'a script such as /index.php')
    .optional(),
  /** Paths of the site that are answered with 403; `*` stands for anything. */
  denied: z
    .array(
      z
        .string()
        .max(200)
        .regex(/^\/[A-Za-z0-9_./*-]*$/, 'a path such as /uploads/*.php'),
    )
    .max(50)
    .default([]),
});

/**
 * `[hooks]`: run as the app's user in its sandbox, in the directory /package, with the app's `[env]`;
 * `initialise` also with ADMIN_USERNAME, ADMIN_PASSWORD, ADMIN_EMAIL. Exit 0 is success. Limit 300 s each.
 * Order of an install: initialise (once, addons ready, nothing started), admin.create (before the app
 * starts), before-start (each start). domain-changed after files were rendered again. migrate on update.
 */
export const hooksSchema = z.strictObject({
  'before-start': commandSchema.optional(),
  initialise: commandSchema.optional(),
  migrate: commandSchema.optional(),
  'domain-changed': commandSchema.optional(),
  'before-backup': commandSchema.optional(),
  'after-restore': commandSchema.optional(),
});

/** `[limits]`: enforced by the unit. */
export const limitsSchema = z.strictObject({
  memory: size.default('512M'),
  /** Cores; 0.5 is half of one. */
  cpu: z.number().min(0.05).max(64).default(2),
  /** Processes and threads. */
  processes: z.int().min(8).max(10_000).default(256),
  /** What the data is expected to need at first; checked before an install. */
  disk: size.default('1G'),
  'open-files': z.int().min(256).max(1_000_000).default(16_384),
});

/** `[proxy]`: what the public site allows. */
export const proxySchema = z.strictObject({
  'max-body-size': size.default('64M'),
  'request-buffering': z.boolean().default(true),
  /** Seconds. */
  timeouts: z.strictObject({ read: seconds(60), send: seconds(60) }).prefault({}),
  /** Path prefixes that are upgraded to websockets; `/` for all. */
  websocket: z.array(urlPath).max(20).default([]),
});

/** `[network] outbound`: hosts the app may reach: names, or `*` for any. None by default. */
export const networkSchema = z.strictObject({
  outbound: z
    .array(
      z
        .string()
        .max(253)
        .regex(/^(?:\*|[a-z0-9.-]{1,253}(?::[0-9]{1,5})?)$/, 'a host name, or *'),
    )
    .max(50)
    .default([]),
});

/** `[backup]`: parsed now, used when backups come. Paths are relative to /data. */
export const backupSchema = z.strictObject({
  paths: z.array(relativePath).max(50).default([]),
  exclude: z
    .array(
      z
        .string()
        .max(200)
        .regex(/^[A-Za-z0-9_./*-]+$/, 'a relative path; * stands for anything'),
    )
    .max(50)
    .default([]),
  sqlite: z.array(relativePath).max(50).default([]),
  quiesce: z.enum(['live', 'maintenance', 'stop']).default('stop'),
});
