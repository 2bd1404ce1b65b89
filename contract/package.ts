// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { appId } from './ids.ts';
import { manifestSchema } from './manifest/manifest.ts';

/** A relative path inside a package: no empty, dot or dot-dot segment. */
export const packagePath = z
  .string()
  .max(200)
  .regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._@+-]+(?:\/[A-Za-z0-9._@+-]+)*$/, 'a relative path');

/**
 * An app as it travels to a host: its parsed manifest and the files that it needs there
 * (hooks, templates, lockfiles; base64; not icon, README, screenshots, proof).
 */
export const packageSchema = z.strictObject({
  id: appId,
  manifest: manifestSchema,
  files: z.record(packagePath, z.base64()),
});
export type Package = z.infer<typeof packageSchema>;
