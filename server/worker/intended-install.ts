// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failure } from '#contract/failure.ts';
import { installationId, operationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { InstallInput } from '#contract/site-api/installations.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import { MANIFEST_FILE, parseManifest } from '#server/catalogue/parse-manifest.ts';
import { plainFacts } from '#server/deploy/plain-facts.ts';
import { hostSubject } from '#server/deploy/queries.ts';
import type { OperationFacts } from '#server/deploy/step.ts';
import { issuerFor } from '#server/installations/policy.ts';

/** Stands where no row is yet; never leaves the worker. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** What an install would be about, before anything is written: for its plan and its preflight. */
export async function intendedInstall(
  cataloguePath: string,
  input: InstallInput,
  host: HostRow,
): Promise<Result<{ readonly package: Package; readonly facts: OperationFacts }, Failure>> {
  const text = await readIfThere(join(cataloguePath, input.app, MANIFEST_FILE));
  if (text === null) return err(failure('not-found', `There is no app "${input.app}" in the catalogue.`));
  const parsed = parseManifest(text);
  if (!parsed.ok) throw new Error(`catalogue/${input.app} has mistakes: ${parsed.error[0]?.message ?? ''}`);
  const { manifest } = parsed.value;
  const app: Package = { id: input.app, manifest, files: {} };
  const admin = manifest.admin
    ? { username: input.adminUsername ?? manifest.admin.username, email: 'nobody@example.org' }
    : null;
  return ok({
    package: app,
    facts: plainFacts({
      operation: operationId.parse(NOBODY),
      kind: 'install',
      host: hostSubject(host),
      installation: {
        id: installationId.parse(NOBODY),
        title: input.title,
        domain: input.domain,
        package: app,
        packageDigest: '',
        settings: input.settings,
        admin,
        timezone: 'Etc/UTC',
        language: 'en',
        issuer: issuerFor(host, input.issuer),
      },
    }),
  });
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
