// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { sha256Hex } from './ids.ts';

/** One part of a sealed root, as `origin name version`: `debian libc6 2.41-12`, `npm @scope/name 1.2.3`. */
export const rootPart = z
  .string()
  .max(400)
  .regex(/^(?:debian|npm|node|python|go|maven) [!-~]+ [!-~]+$/, 'origin, name and version');

/** What a sealed root is made of. */
export const rootParts = z.strictObject({
  digest: sha256Hex,
  parts: z.array(rootPart).max(10_000),
});
export type RootParts = z.infer<typeof rootParts>;
