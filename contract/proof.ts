// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { appId, plainText, sha256Hex } from './ids.ts';
import { rootPart } from './root-parts.ts';
import { debianSuite } from './rootd-api.ts';

/** What an app is put through, in the order of the page. */
export const proofCheckId = z.enum([
  'install',
  'sign-in',
  'password',
  'restart',
  'jobs',
  'twice',
  'update',
  'restore',
  'address',
  'kill',
  'uninstall',
  'quiet',
]);
export type ProofCheckId = z.infer<typeof proofCheckId>;

const commit = z.string().regex(/^[0-9a-f]{7,40}$/);

/** The result of one check on one system. A check that was not run is not there. */
export const proofResult = z.strictObject({
  check: proofCheckId,
  os: debianSuite,
  passed: z.boolean(),
  atMs: z.int(),
  durationMs: z.int(),
  /** What was seen: "Found the mark after a reboot". */
  notes: z.array(plainText.max(500)).max(40),
  /** Why it did not pass. */
  failure: plainText.max(2000).nullable(),
  /** Commit of the platform, where the check was made later than the proof that it was added to. */
  platform: commit.optional(),
});
export type ProofResult = z.infer<typeof proofResult>;

const axeFinding = z.strictObject({ id: z.string().max(100), nodes: z.int() });

/** catalogue/<id>/proof.json: written by `npm run prove`, never by hand. */
export const proof = z.strictObject({
  format: z.literal(1),
  app: appId,
  packageVersion: z.string(),
  /** Digest of the package's folder without proof.json and screenshots/: a changed folder is not what was proven. */
  folderDigest: sha256Hex,
  /** Commit of the platform that proved it. */
  platform: commit,
  finishedAtMs: z.int(),
  durationMs: z.int(),
  results: z.array(proofResult).max(40),
  /** What was got on each system. */
  roots: z
    .array(
      z.strictObject({
        os: debianSuite,
        version: z.string(),
        digest: sha256Hex,
        packages: z.int(),
        bytes: z.int(),
        /** Each of them by name and version; absent in proofs from before this was kept. */
        parts: z.array(rootPart).max(10_000).optional(),
      }),
    )
    .max(4),
  measured: z.strictObject({
    installMs: z.int().nullable(),
    /** Most memory of all its processes together, from start to sign-in. */
    peakMemoryBytes: z.int().nullable(),
    dataBytes: z.int().nullable(),
    /** How long visitors waited or were told to come back, by what was done. */
    heldMs: z.strictObject({ backup: z.int().nullable(), update: z.int().nullable() }),
  }),
  /** Hosts that it connected to while it was proven. */
  outbound: z.array(z.string().max(253)).max(100),
  /** systemd-analyze security of its units: 0 is tight, 10 is open. */
  exposure: z.array(z.strictObject({ unit: z.string(), score: z.number() })).max(20),
  /** axe findings on its sign-in page; null when it has no page. */
  accessibility: z.array(axeFinding).max(50).nullable(),
});
export type Proof = z.infer<typeof proof>;

/** Checks that must pass on both systems; the others on Debian 13. */
const ON_BOTH: readonly ProofCheckId[] = ['install', 'sign-in', 'restore'];

/**
 * - golden: every check passed for exactly this folder
 * - broken: it does not install or does not let its administrator in
 * - beta: everything else, also what was never proven
 */
export type Maturity = 'golden' | 'beta' | 'broken';

/** Follows from evidence; `folderDigest` is of the folder as it is now. Pure. */
export function maturityOf(evidence: Proof | null, folderDigest: string): Maturity {
  if (evidence === null || evidence.folderDigest !== folderDigest) return 'beta';
  const passed = (check: ProofCheckId, os: 'trixie' | 'bookworm') =>
    evidence.results.some((result) => result.check === check && result.os === os && result.passed);
  const failed = (check: ProofCheckId) =>
    evidence.results.some((result) => result.check === check && !result.passed);
  if (failed('install') || failed('sign-in')) return 'broken';
  const all = proofCheckId.options.every(
    (check) => passed(check, 'trixie') && (!ON_BOTH.includes(check) || passed(check, 'bookworm')),
  );
  return all ? 'golden' : 'beta';
}

/** How one check stands, over all systems that it was run on. */
export function checkState(evidence: Proof | null, check: ProofCheckId): 'passed' | 'failed' | 'unknown' {
  const results = evidence?.results.filter((result) => result.check === check) ?? [];
  if (results.length === 0) return 'unknown';
  return results.every((result) => result.passed) ? 'passed' : 'failed';
}
