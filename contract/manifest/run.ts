// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { calendarOf } from './schedule.ts';
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
  /** The directory of the root that a web server serves: with [php], or alone for an app that is files only. */
  'document-root': absolutePath.optional(),
  /**
   * Programs that end the build, in order: as the build's user, in /opt/app (which they may change), without network,
   * in the root that the app will run in. argv only.
   */
  'after-build': z.array(z.array(line).min(1).max(64)).max(10).default([]),
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

/**
 * `[[cron]]`: a command that runs at set times, as the app's user in its sandbox, while the app is started. Never twice
 * at once; a run that was missed is not made up for. Times are those of the installation's time zone.
 */
export const cronSchema = z.strictObject({
  name: slug.max(20, 'at most 20 characters'),
  /** Five fields of crontab(5), or a calendar expression of systemd.time(7): see schedule.ts. */
  schedule: line
    .max(100)
    .refine(
      (text) => calendarOf(text) !== null,
      'five fields such as "15 3 * * *" (day of the month or of the week, not both), or a calendar such as "daily" or "Mon *-*-* 03:15"',
    ),
  command: commandSchema,
  /** Seconds after which it is ended. */
  timeout: seconds(3600, 86_400),
});
export type ManifestCron = z.output<typeof cronSchema>;

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
 * `initialise` also with ADMIN_USERNAME, ADMIN_PASSWORD, ADMIN_EMAIL. Exit 0 is success. Limit 300 s each,
 * 1800 s for initialise, admin.create and migrate.
 * Order of an install: initialise (once, addons ready, nothing started), admin.create (before the app
 * starts), before-start (each start).
 * These may run again after an interruption, on what they did already:
 * - initialise and admin.create: on an install whose server, agent or worker went away in the middle
 * - migrate: on an update, with the new release's files and environment, before the app starts
 * - domain-changed: after files were rendered for the new address, with HOP3_OLD_URL and HOP3_URL (no slash at the
 *   end); the app may still run as it was. Also in an installation made of a backup, with the address that its data
 *   knows
 * - after-restore: once data of a backup is in its place. Databases have other names then: what the app keeps in
 *   /data must not name them
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

/**
 * `[update]`: what a new version may do. `migrates`: it may change the data (in the migrate hook or by itself at its
 * first start), so writes are held from the last backup to the verdict. Only a package whose data never changes says
 * false. `parallel`: two processes of it may run on the same data for a moment.
 */
export const updateSchema = z.strictObject({
  migrates: z.boolean().default(true),
  parallel: z.boolean().default(false),
});

/**
 * `[backup]`: all of /data and the volumes that are included, without `exclude`. Paths are relative to /data.
 * - `paths`: only these of /data, when given
 * - `sqlite`: databases that are copied by VACUUM INTO; their own files are left out
 * - `quiesce`: stop (the default) stops the app while files are read; live lets it run (its files bear that, and
 *   databases are in `sqlite` or an addon); maintenance runs the hook before-backup and lets it run
 */
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
