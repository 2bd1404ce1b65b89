// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { PRODUCT_FILE } from './global-setup.ts';

const known = z.object({
  siteUrl: z.string(),
  welcomeUrl: z.string(),
  home: z.string(),
  sandboxName: z.string(),
});

/** What the global set-up started. */
export const knownProduct = (): z.infer<typeof known> =>
  known.parse(JSON.parse(readFileSync(PRODUCT_FILE, 'utf8')));

/** The administrator that the first test makes, for all that follow. */
export const ADMINISTRATOR = {
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  password: 'correct horse battery staple',
};
