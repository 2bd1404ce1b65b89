// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import type { StepContext } from '../step.ts';
import { installationOf, packageAfter } from '../subject.ts';
import { bytesText, plural, upstreamVersion } from '../wording.ts';

export interface FetchedRelease {
  readonly rootDigest: string;
  readonly version: string;
  /** For people: "38 packages, 330 MB, checksums match". */
  readonly found: string;
}

/**
 * The sealed root of the release that an installation will have: out of the backup that the operation starts from where
 * that holds it, else built.
 */
export async function fetchRelease(
  context: StepContext,
  release: 'current' | 'next',
): Promise<Result<FetchedRelease, Failure>> {
  const installation = installationOf(context.facts).id;
  const { backup } = context.facts;
  if (backup !== null) {
    const secrets = await context.backups.readingSecrets(backup.from);
    if (!secrets.ok) return secrets;
    const kept = await context.effect(
      'root.restore',
      { installation, from: backup.from, release },
      { secrets: secrets.value },
    );
    if (!kept.ok) return kept;
    const { digest, version } = kept.value;
    if (kept.value.found && digest !== null && version !== null)
      return ok({
        rootDigest: digest,
        version: upstreamVersion(version),
        found: 'out of the backup, every file as it was',
      });
  }
  // The organisation's list may have grown since the host was connected; downloads need it.
  const certificatesPem = [...(await context.hostConnection.trustedCertificates())];
  const trusted = await context.effect('trust.set', { certificatesPem });
  if (!trusted.ok) return trusted;
  const { suite } = packageAfter(context.facts).manifest.source;
  const base = await context.effect('base.ensure', { suite });
  if (!base.ok) return base;
  const built = await context.effect('root.build', {
    installation,
    ...(release === 'next' ? { release } : {}),
  });
  if (!built.ok) return built;
  const { digest, version, packages, bytes, reused } = built.value;
  const found = reused
    ? `${bytesText(bytes)}, already on this server`
    : packages > 0
      ? `${plural(packages, 'package')}, ${bytesText(bytes)}, checksums match`
      : `${bytesText(bytes)}, checksum matches`;
  return ok({ rootDigest: digest, version: upstreamVersion(version), found });
}
