// SPDX-License-Identifier: AGPL-3.0-or-later
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { StartRefused } from './say.ts';

const port = z.coerce.number().int().min(1).max(65_535);

const settings = z.object({
  /** Where the control plane keeps its data. */
  HOP3_HOME: z.string().startsWith('/', 'must be an absolute path'),
  /** Port of the site. */
  HOP3_PORT: port.default(3000),
  /** Address that the site listens on; the default is reachable from this computer only. */
  HOP3_LISTEN: z.string().default('127.0.0.1'),
  /** What people type; default http://localhost:<port>. */
  HOP3_SITE_URL: z.url().optional(),
  /** Port on this computer at which apps of the practice server answer. */
  HOP3_APPS_PORT: port.default(8443),
  /** Name of the practice server; several starts with homes of their own can use several. */
  HOP3_SANDBOX: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .default('practice'),
  /** A signed catalogue instead of the one that came with the code: its address (https://…) or a file. */
  HOP3_CATALOGUE_URL: z
    .string()
    .regex(/^(?:https:\/\/|\/)/, 'an address that starts with https://, or the absolute path of a file')
    .optional(),
  /** File with the public key that must have signed it; needed with HOP3_CATALOGUE_URL. */
  HOP3_CATALOGUE_KEY: z.string().startsWith('/', 'the absolute path of a public key').optional(),
  /** An existing PostgreSQL to use instead of the embedded one (its owner must be able to create roles). */
  DATABASE_URL: z.url().optional(),
});
export type StartSettings = z.infer<typeof settings>;

const defaultHome = (): string =>
  process.getuid?.() === 0
    ? '/var/lib/hop3-marketplace'
    : join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'hop3-marketplace');

/** Reads the environment; a wrong value is refused with its name. */
export function startSettings(environment: NodeJS.ProcessEnv): StartSettings {
  const parsed = settings.safeParse({ ...environment, HOP3_HOME: environment['HOP3_HOME'] ?? defaultHome() });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new StartRefused(`These settings cannot be used:\n${lines.join('\n')}`);
}
