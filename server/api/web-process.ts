// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase } from '#server/database/connection.ts';
import { homePaths, processEnvironment } from '#server/home.ts';
import { catalogueOf } from '#server/installations/catalogue.ts';
import type { CataloguePort } from '#server/installations/catalogue-port.ts';
import { EventFeed } from '#server/operations/event-feed.ts';
import { workerClient } from '#server/worker-client/worker-client.ts';
import type { WorkerPort } from '#server/worker-client/worker-port.ts';

/** What the web process has: its database (as hop3_web), the worker behind its socket, and its secrets. */
export interface WebProcess {
  readonly db: Database;
  readonly siteUrl: string;
  readonly authSecret: string;
  readonly worker: WorkerPort;
  readonly feed: EventFeed;
  readonly catalogue: CataloguePort;
}

// Kept outside the module: Next may load it more than once (for pages and for routes).
const KEY = Symbol.for('hop3.web-process');
type Holder = { [KEY]?: WebProcess };

/** Opened at the first use, never at import: building the site needs no database. */
export function webProcess(): WebProcess {
  const holder = globalThis as Holder;
  holder[KEY] ??= open();
  return holder[KEY];
}

function open(): WebProcess {
  const environment = processEnvironment.parse(process.env);
  const paths = homePaths(environment.HOP3_HOME);
  const secret = (name: string) => readFileSync(paths.secret('web', name), 'utf8').trim();
  process.env.NEXTAUTH_URL ??= environment.HOP3_SITE_URL;
  const db = openDatabase(secret('database-url'), { max: 10 });
  return {
    db,
    siteUrl: environment.HOP3_SITE_URL,
    authSecret: secret('auth-secret'),
    worker: workerClient({ socketPath: paths.workerSocket, token: secret('worker-token') }),
    feed: new EventFeed(db.$client),
    catalogue: catalogueOf(environment.HOP3_CATALOGUE ?? join(process.cwd(), 'catalogue')),
  };
}
