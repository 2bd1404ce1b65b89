// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { sha256Hex } from '#contract/ids.ts';

const record = z.object({
  user: z.string().regex(/^hop3-[a-z2-7]{8}$/),
  port: z.int().nullable(),
  rootDigest: sha256Hex.nullable(),
});

export type RegistryRecord = z.infer<typeof record>;

/** What a server's own record of an installation says, which also holds the manifest with whatever keys; or null. */
export function registryRecord(text: string): RegistryRecord | null {
  try {
    return record.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
