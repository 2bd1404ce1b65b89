// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupEntry } from '#contract/backup.ts';
import { hostId, installationId, operationId } from '#contract/ids.ts';
import type { OperationKind } from '#contract/operation.ts';
import type { Package } from '#contract/package.ts';
import { parseManifest } from '#server/catalogue/parse-manifest.ts';
import { LOCAL } from './places.ts';
import { plainFacts } from './plain-facts.ts';
import type { BackupSubject, OperationFacts } from './step.ts';

const INSTALLATION = installationId.parse('22222222-2222-7222-8222-222222222222');
const ORIGINAL = installationId.parse('44444444-4444-7444-8444-444444444444');
const BACKUP = '20261126T031502Z-4f1c';

/** What a person asks for, by default, with each kind. */
const INPUTS: Partial<Record<OperationKind, Record<string, unknown>>> = {
  restore: { backup: BACKUP, target: null },
  'install-from-backup': { from: ORIGINAL, backup: BACKUP, target: null },
  'roll-back': { withData: false },
  'change-domain': { domain: 'newspaper.town.example' },
  'set-certificate': { issuer: 'acme' },
};

/** Facts of an operation on an app of the catalogue, for tests. */
export function exampleFacts(
  kind: OperationKind,
  app: string | null,
  input: Readonly<Record<string, unknown>> = INPUTS[kind] ?? {},
): OperationFacts {
  const plain = plainFacts({
    operation: operationId.parse('33333333-3333-7333-8333-333333333333'),
    kind,
    input,
    host: {
      id: hostId.parse('11111111-1111-7111-8111-111111111111'),
      name: 'town-hall-1',
      kind: 'remote',
      publicPort: 443,
      domainSuffix: null,
      authorityNotAfterMs: null,
    },
    installation: app === null ? null : exampleInstallation(app),
  });
  if (app === null) return plain;
  const changes = kind === 'update' || kind === 'roll-back';
  const starts = kind === 'restore' || kind === 'install-from-backup' || input.withData === true;
  return {
    ...plain,
    target: changes ? { package: packageOf(app), packageDigest: 'b'.repeat(64) } : null,
    rehearsal: kind === 'update' ? installationId.parse('55555555-5555-7555-8555-555555555555') : null,
    backup: starts ? exampleBackup(kind === 'install-from-backup' ? ORIGINAL : INSTALLATION) : null,
  };
}

function exampleBackup(repositoryOf: typeof INSTALLATION): BackupSubject {
  return {
    entry: exampleEntry(),
    from: { target: LOCAL, repositoryOf, snapshot: 'c'.repeat(64) },
  };
}

export function exampleEntry(changes: Partial<BackupEntry> = {}): BackupEntry {
  return {
    id: BACKUP,
    atMs: Date.UTC(2026, 10, 26, 3, 15, 2),
    reason: 'scheduled',
    pinned: false,
    packageVersion: '1.0.0',
    packageDigest: 'a'.repeat(64),
    version: '2.2.6-1',
    rootDigest: 'd'.repeat(64),
    domain: 'news.town.example',
    addons: [{ type: 'postgres', version: '17.6' }],
    dataBytes: 12_000_000,
    files: 3,
    heldMs: 0,
    durationMs: 4000,
    copies: [
      { target: 'local', snapshot: 'c'.repeat(64), atMs: Date.UTC(2026, 10, 26, 3, 15, 2), addedBytes: 900 },
    ],
    ...changes,
  };
}

function packageOf(app: string): Package {
  const file = join(import.meta.dirname, '..', '..', 'catalogue', app, 'hop3.toml');
  const parsed = parseManifest(readFileSync(file, 'utf8'));
  if (!parsed.ok) throw new Error(`catalogue/${app} has mistakes`);
  return { id: app, manifest: parsed.value.manifest, files: {} };
}

function exampleInstallation(app: string) {
  const { manifest } = packageOf(app);
  return {
    id: INSTALLATION,
    title: 'News of the town',
    domain: 'news.town.example',
    package: { id: app, manifest, files: {} },
    packageDigest: 'a'.repeat(64),
    settings: {},
    admin: manifest.admin ? { username: manifest.admin.username, email: 'clerk@town.example' } : null,
    timezone: 'Europe/Paris',
    language: 'fr',
    issuer: 'acme' as const,
  };
}
