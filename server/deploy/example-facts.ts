// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostId, installationId, operationId } from '#contract/ids.ts';
import type { OperationKind } from '#contract/operation.ts';
import { parseManifest } from '#server/catalogue/parse-manifest.ts';
import type { OperationFacts } from './step.ts';

/** Facts of an operation on an app of the catalogue, for tests. */
export function exampleFacts(kind: OperationKind, app: string | null): OperationFacts {
  return {
    operation: operationId.parse('33333333-3333-7333-8333-333333333333'),
    kind,
    host: {
      id: hostId.parse('11111111-1111-7111-8111-111111111111'),
      name: 'town-hall-1',
      kind: 'remote',
      publicPort: 443,
      domainSuffix: null,
    },
    installation: app === null ? null : exampleInstallation(app),
  };
}

function exampleInstallation(app: string) {
  const file = join(import.meta.dirname, '..', '..', 'catalogue', app, 'hop3.toml');
  const parsed = parseManifest(readFileSync(file, 'utf8'));
  if (!parsed.ok) throw new Error(`catalogue/${app} has mistakes`);
  const { manifest } = parsed.value;
  return {
    id: installationId.parse('22222222-2222-7222-8222-222222222222'),
    title: 'News of the town',
    domain: 'news.town.example',
    package: { id: app, manifest, files: {} },
    packageDigest: 'a'.repeat(64),
    settings: {},
    admin: manifest.admin ? { username: manifest.admin.username, email: 'clerk@town.example' } : null,
    timezone: 'Europe/Paris',
    language: 'fr',
  };
}
