// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationRecord, ReleaseRecord } from './installation-record.ts';

/**
 * Releases of an installation, in its record. Pure.
 *
 *            prepare ┌──────┐ switch   ┌─────────┐ switch ┌──────────┐
 *   (package) ─────→ │ next │ ───────→ │ current │ ─────→ │ previous │ … kept, the newest first
 *                    └──────┘ ←─────── └─────────┘ ←───── └──────────┘
 *                  drop ↓      switch back
 *
 * Switching back makes what was current the next one again, so that an undone update can be dropped.
 */
const KEPT_MS = 30 * 24 * 3600_000;

export interface ReleaseName {
  readonly packageDigest: string;
  readonly rootDigest: string;
}

export const currentRelease = (record: InstallationRecord): ReleaseRecord => ({
  package: record.package,
  packageDigest: record.packageDigest,
  settings: record.settings,
  rootDigest: record.rootDigest,
  rootVersion: record.rootVersion,
});

const isNamed = (release: ReleaseRecord, name: ReleaseName): boolean =>
  release.packageDigest === name.packageDigest && release.rootDigest === name.rootDigest;

/** The package of the next release; its root, when that was built already, stays. */
export function withNext(
  record: InstallationRecord,
  prepared: Pick<ReleaseRecord, 'package' | 'packageDigest' | 'settings'>,
  nowMs: number,
): InstallationRecord {
  const same = record.next?.packageDigest === prepared.packageDigest ? record.next : null;
  return {
    ...record,
    next: {
      ...prepared,
      rootDigest: same?.rootDigest ?? null,
      rootVersion: same?.rootVersion ?? null,
      preparedAtMs: nowMs,
    },
  };
}

/** null when it has no such release. The same record when that is the current one. */
export function withCurrent(
  record: InstallationRecord,
  name: ReleaseName,
  nowMs: number,
): InstallationRecord | null {
  const current = currentRelease(record);
  if (isNamed(current, name)) return record;
  if (record.next && isNamed(record.next, name)) {
    return {
      ...record,
      ...releaseOf(record.next),
      next: null,
      previous: [{ ...current, untilMs: nowMs + KEPT_MS }, ...record.previous],
    };
  }
  const target = record.previous.find((release) => isNamed(release, name));
  if (!target) return null;
  return {
    ...record,
    ...releaseOf(target),
    next: { ...current, preparedAtMs: nowMs },
    previous: record.previous.filter((release) => release !== target),
  };
}

const releaseOf = (release: ReleaseRecord): ReleaseRecord => ({
  package: release.package,
  packageDigest: release.packageDigest,
  settings: release.settings,
  rootDigest: release.rootDigest,
  rootVersion: release.rootVersion,
});

/** Without what nobody needs any more: a next one that was left alone for a day, previous ones but the newest, and that after its time. */
export function withoutOldReleases(record: InstallationRecord, nowMs: number): InstallationRecord {
  const isLeft = record.next !== null && nowMs - record.next.preparedAtMs > 24 * 3600_000;
  return {
    ...record,
    next: isLeft ? null : record.next,
    previous: record.previous.slice(0, 1).filter((release) => release.untilMs > nowMs),
  };
}

/** Roots that it needs, now or to go back. */
export function rootsOf(record: InstallationRecord): string[] {
  return [record, record.next, ...record.previous].flatMap((release) => release?.rootDigest ?? []);
}
