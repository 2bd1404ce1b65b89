// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';

/** What a build wants of a repository: a path there, the checksum that it must have, and where it goes. */
export const artifactList = z.array(
  z.strictObject({
    path: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    to: z.string(),
  }),
);
export type Artifact = z.infer<typeof artifactList>[number];

/** What the seal gives to every file of a root (SEALED_AT_MS in agent/roots), as Date. */
const ARTIFACT_TIME = new Date('2025-01-01T00:00:00Z');

/** The address of the repository named `central` in Maven's super-POM. */
export function centralOf(superPom: string): string {
  for (const [repository] of superPom.matchAll(/<repository>[\s\S]*?<\/repository>/g)) {
    const address = /<url>\s*(https:\/\/[^\s<]+)\s*<\/url>/.exec(repository)?.[1];
    if (/<id>\s*central\s*<\/id>/.test(repository) && address !== undefined) return address;
  }
  throw new Error('the super-POM names no repository “central”');
}

/** Downloads each into `directory`, under its name only once its checksum was right. Throws with what went wrong. */
export async function fetchArtifacts(
  artifacts: readonly Artifact[],
  from: { readonly repository: string; readonly directory: string },
): Promise<void> {
  for (const { path, sha256, to } of artifacts) {
    const target = join(from.directory, to);
    const partial = `${target}.part`;
    await mkdir(dirname(target), { recursive: true });
    const response = await fetch(`${from.repository.replace(/\/+$/, '')}/${path}`, {
      signal: AbortSignal.timeout(20 * 60_000),
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(
        `${response.status === 404 ? 'E404 ' : ''}${path}: the repository answered ${response.status}`,
      );
    }
    const hash = createHash('sha256');
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    try {
      await pipeline(
        Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
        hashing,
        createWriteStream(partial, { mode: 0o644 }),
      );
      const found = hash.digest('hex');
      if (found !== sha256) throw new Error(`checksum mismatch: ${path} is ${found}, not ${sha256}`);
      // Builds that remember how old their parts are (Keycloak's) find them as old in the sealed root.
      await utimes(partial, ARTIFACT_TIME, ARTIFACT_TIME);
      await rename(partial, target);
    } finally {
      await rm(partial, { force: true });
    }
    console.log(`fetched ${path}`);
  }
}

/** `<list.json> <directory>`, the repository by HOP3_REPOSITORY or from the super-POM at HOP3_SUPER_POM. */
export async function fetchByArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [list = '', directory = ''] = argv;
  const artifacts = artifactList.parse(JSON.parse(await readFile(list, 'utf8')));
  const repository =
    environment['HOP3_REPOSITORY'] ?? centralOf(await readFile(environment['HOP3_SUPER_POM'] ?? '', 'utf8'));
  await fetchArtifacts(artifacts, { repository, directory });
}
