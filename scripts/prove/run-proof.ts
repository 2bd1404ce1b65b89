// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { partsOf } from '#agent/roots/closure.ts';
import { type Proof, type ProofCheckId, type ProofResult, proof } from '#contract/proof.ts';
import { folderDigest } from '#server/catalogue/folder-digest.ts';
import { loadPackage } from '#server/catalogue/load-package.ts';
import { problemLine } from '#server/catalogue/package-problem.ts';
import { readEvidence } from '#server/catalogue/read-proof.ts';
import { addToProof } from './add-to-proof.ts';
import { browse, type Seen } from './browse.ts';
import { moves } from './checks/address.ts';
import { installs, signsIn } from './checks/install.ts';
import { doesItsJobs } from './checks/jobs.ts';
import { survivesKills } from './checks/kill.ts';
import { setsPassword } from './checks/password.ts';
import { isQuiet } from './checks/quiet.ts';
import { keepsItsData } from './checks/restart.ts';
import { restores, restoresOnOlder } from './checks/restore.ts';
import { runsTwice } from './checks/twice.ts';
import { leavesNothing } from './checks/uninstall.ts';
import { updates } from './checks/update.ts';
import { type Laboratory, openLaboratory, ProofFailed } from './laboratory.ts';
import { onHost } from './on-host.ts';
import { outboundSeen } from './outbound.ts';
import { type Check, recordOf, type Trial } from './trial.ts';

/** In this order; `quiet` looks at everything that was logged until then, and `uninstall` is last. */
const CHECKS: readonly Check[] = [
  installs,
  signsIn,
  setsPassword,
  keepsItsData,
  doesItsJobs,
  runsTwice,
  updates,
  survivesKills,
  restores,
  moves,
  isQuiet,
  leavesNothing,
];

export interface ProofRun {
  readonly app: string;
  readonly catalogue: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly only: readonly ProofCheckId[] | null;
  readonly older: boolean;
  readonly keep: boolean;
  /** Writes what was seen beside the package, with pictures; otherwise it is only looked. */
  readonly record: boolean;
  readonly log: (line: string) => void;
}

/**
 * Puts one app through the checks on fresh servers and writes catalogue/<app>/proof.json with what was seen. With `only`
 * those checks are added to the proof that is there, if it is of this folder. SIGINT and SIGTERM remove the servers.
 */
export async function runProof(run: ProofRun): Promise<Proof> {
  const { app, catalogue, log } = run;
  const loaded = loadPackage(app, catalogue);
  if (!loaded.ok)
    throw new Error(`catalogue/${app} has mistakes:\n${loaded.error.map(problemLine).join('\n')}`);
  const { manifest } = loaded.value.package;
  const folder = join(catalogue, app);
  const digest = folderDigest(folder);
  const startedMs = Date.now();
  const results: ProofResult[] = [];
  const roots: Proof['roots'] = [];
  let seen: Seen = { accessibility: null, exposure: [], pictures: [] };
  let outbound: string[] = [];

  const lab = await openLaboratory({
    app,
    catalogue,
    prefix: `prove-${app}`.slice(0, 24),
    keep: run.keep,
    log,
  });
  const trial: Trial = {
    lab,
    app,
    manifest,
    catalogue,
    settings: run.settings,
    measured: {
      installMs: null,
      peakMemoryBytes: null,
      dataBytes: null,
      heldMs: { backup: null, update: null },
    },
    formerSecrets: [],
  };
  const stopped = stopsWith(lab, log);
  try {
    for (const check of CHECKS) {
      if (run.only !== null && !run.only.includes(check.id) && check.id !== 'install') continue;
      const result = await attempt(check.id, 'trixie', () => check.run(trial), log);
      results.push(result);
      if (check.id === 'install' && result.passed) roots.push(await rootOf(lab, trial, 'trixie'));
      if (run.record && check.id === 'sign-in' && result.passed) {
        seen = await browse(trial, join(folder, 'screenshots'), log);
        log(`Took pictures: ${seen.pictures.join(', ')}`);
      }
      if (check.id === 'quiet' && trial.subject) outbound = await outboundSeen(trial.subject.host.sandbox);
      if ((check.id === 'install' || check.id === 'sign-in') && !result.passed) break;
    }
    const older = run.older && (run.only === null || run.only.includes('restore'));
    if (older && results.every((result) => result.passed)) results.push(...(await olderResults(trial, log)));
  } finally {
    stopped.forget();
    await lab.close();
  }
  const made = proof.parse({
    format: 1,
    app,
    packageVersion: manifest.metadata.version,
    folderDigest: digest,
    platform: execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim(),
    finishedAtMs: Date.now(),
    durationMs: Date.now() - startedMs,
    results,
    roots,
    measured: trial.measured,
    outbound: summaryOf(outbound),
    exposure: seen.exposure,
    accessibility: seen.accessibility,
  } satisfies Proof);
  if (!run.record) return made;
  const whole = run.only === null ? made : added(run, made);
  writeFileSync(join(folder, 'proof.json'), `${JSON.stringify(whole, null, 1)}\n`);
  return whole;
}

/** Install and sign-in come before every check; they count when they were asked for, or failed. */
function added({ app, catalogue, only }: ProofRun, made: Proof): Proof {
  const { proof: before, current } = readEvidence(app, catalogue);
  if (before === null || !current) return made;
  const counts = made.results.filter((result) => only?.includes(result.check) || !result.passed);
  const seenAgain = only?.includes('sign-in')
    ? { accessibility: made.accessibility, exposure: made.exposure }
    : {};
  return proof.parse({ ...addToProof(before, { ...made, results: counts }), ...seenAgain });
}

/** Ended from outside, a proof takes its servers and its database with it. */
function stopsWith(lab: Laboratory, log: (line: string) => void): { forget(): void } {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = () => {
    log('Ended before it was done; removing its servers …');
    void lab.close().then(
      () => process.exit(130),
      () => process.exit(1),
    );
  };
  for (const signal of signals) process.once(signal, stop);
  return {
    forget: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}

/** Addresses change from run to run; what counts is whether there were any, and which ports. */
function summaryOf(outbound: readonly string[]): string[] {
  const ports = new Map<string, number>();
  for (const one of outbound) {
    const port = one.split(':').at(-1) ?? '';
    ports.set(port, (ports.get(port) ?? 0) + 1);
  }
  return [...ports].map(([port, count]) => `${count} addresses, port ${port}`);
}

async function attempt(
  check: ProofCheckId,
  os: 'trixie' | 'bookworm',
  work: () => Promise<string[]>,
  log: (line: string) => void,
): Promise<ProofResult> {
  const startedMs = Date.now();
  const about = () => ({ check, os, atMs: startedMs, durationMs: Date.now() - startedMs });
  log(`${check} …`);
  try {
    const notes = await work();
    const result = { ...about(), passed: true, notes: notes.map(clean), failure: null };
    log(`${check} passed in ${(result.durationMs / 1000).toFixed(1)} s: ${notes.join('; ')}`);
    return result;
  } catch (error) {
    // A fault of the laboratory is not a result.
    if (!(error instanceof ProofFailed)) throw error;
    log(`${check} FAILED: ${error.message}`);
    return { ...about(), passed: false, notes: [], failure: clean(error.message).slice(0, 2000) };
  }
}

async function olderResults(trial: Trial, log: (line: string) => void): Promise<ProofResult[]> {
  const startedMs = Date.now();
  let seen: Awaited<ReturnType<typeof restoresOnOlder>> | null = null;
  const whole = await attempt(
    'restore',
    'bookworm',
    async () => {
      seen = await restoresOnOlder(trial);
      return seen.restored;
    },
    log,
  );
  if (!whole.passed || seen === null) return [whole];
  const { installed, signedIn } = seen as Awaited<ReturnType<typeof restoresOnOlder>>;
  const part = (check: ProofCheckId, notes: string[]): ProofResult => ({
    check,
    os: 'bookworm',
    passed: true,
    atMs: startedMs,
    durationMs: 0,
    notes: notes.map(clean),
    failure: null,
  });
  return [part('install', installed), part('sign-in', signedIn), whole];
}

async function rootOf(
  lab: Laboratory,
  trial: Trial,
  os: 'trixie' | 'bookworm',
): Promise<Proof['roots'][number]> {
  const { subject } = trial;
  if (!subject) throw new Error('nothing is installed');
  const { rootDigest: digest } = await recordOf(subject);
  if (digest === null) throw new Error('it has no root');
  const read = await onHost(
    subject.host.sandbox,
    'du -sb "/var/lib/hop3/roots/$1/tree" | cut -f1; cat "/var/lib/hop3/roots/$1/closure.json"',
    [digest],
  );
  const [bytes = '0', ...rest] = read.split('\n');
  const closureJson = rest.join('\n');
  const closure = JSON.parse(closureJson) as { version: string };
  const parts = partsOf(closureJson);
  if (parts === null) throw new Error('closure.json does not list what the program is made of');
  const status = await lab.api.installations.status({ installation: subject.installation });
  trial.measured.dataBytes = status.dataBytes;
  return {
    os,
    version: closure.version,
    digest,
    packages: parts.length,
    bytes: Number(bytes),
    parts,
  };
}

const clean = (text: string): string =>
  text.replace(/\p{Cc}/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ' ')).slice(0, 500);
