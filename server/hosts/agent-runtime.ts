// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256Hex } from '#contract/ids.ts';

/** runtime-<architecture>.json, made by scripts/build-agent.ts beside the archive. */
export const runtimeDescription = z.strictObject({
  architecture: z.enum(['x64', 'arm64']),
  /** Of SHA256SUMS inside; the runtime's name on a host. */
  digest: sha256Hex,
  /** Name of the tar.gz beside this file. */
  archive: z.string().regex(/^[a-z0-9.-]+$/),
  archiveSha256: sha256Hex,
  archiveBytes: z.int().positive(),
  /** Digest of what it was made from. */
  inputs: sha256Hex,
  files: z.record(z.string(), sha256Hex),
});
export type RuntimeDescription = z.infer<typeof runtimeDescription>;
export type AgentRuntime = RuntimeDescription & { readonly archivePath: string };
export type RuntimeArchitecture = RuntimeDescription['architecture'];

/** From uname -m or process.arch; null when we have no Node for it. */
export function runtimeArchitecture(name: string): RuntimeArchitecture | null {
  if (name === 'x86_64' || name === 'x64') return 'x64';
  return name === 'aarch64' || name === 'arm64' ? 'arm64' : null;
}

/** The runtime for hosts of an architecture, from the directory that build-agent filled; null when it made none. */
export async function loadAgentRuntime(
  directory: string,
  architecture: RuntimeArchitecture,
): Promise<AgentRuntime | null> {
  let text: string;
  try {
    text = await readFile(join(directory, `runtime-${architecture}.json`), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const description = runtimeDescription.parse(JSON.parse(text));
  return { ...description, archivePath: join(directory, description.archive) };
}
