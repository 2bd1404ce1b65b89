// SPDX-License-Identifier: AGPL-3.0-or-later
// What `npm start` runs through sudo when it is not root itself.
import { z } from 'zod';
import { SandboxError } from '#sandbox/sandbox-error.ts';
import { bootPracticeHost } from './practice-host.ts';

const options = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  path: z.string().startsWith('/'),
  owner: z.object({ uid: z.int(), gid: z.int() }),
  appsPort: z.int(),
});

try {
  await bootPracticeHost(options.parse(JSON.parse(process.argv[2] ?? '')));
} catch (error) {
  if (!(error instanceof SandboxError)) throw error;
  console.error(error.message);
  process.exit(1);
}
