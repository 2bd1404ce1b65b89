// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { partsOf } from '#agent/roots/closure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { type Proof, type ProofCheckId, type ProofResult, proof } from '#contract/proof.ts';
import type { Suite } from '#sandbox/suite.ts';
import { folderDigest } from '#server/catalogue/folder-digest.ts';
import { loadPackage } from '#server/catalogue/load-package.ts';
import { problemLine } from '#server/catalogue/package-problem.ts';
import { readEvidence } from '#server/catalogue/read-proof.ts';
import { addToProof } from './add-to-proof.ts';
import { attempt } from './attempt.ts';
import { browse, type Seen } from './browse.ts';
import { moves } from './checks/address.ts';
import { installs, signsIn } from './checks/install.ts';
import { doesItsJobs } from './checks/jobs.ts';
import { survivesKills } from './checks/kill.ts';
import { setsPassword } from './checks/password.ts';
import { isQuiet } from './checks/quiet.ts';
import { keepsItsData } from './checks/restart.ts';
import { restores } from './checks/restore.ts';
import { runsTwice } from './checks/twice.ts';
import { leavesNothing } from './checks/uninstall.ts';
import { updates } from './checks/update.ts';
import { type Laboratory, openLaboratory } from './laboratory.ts';
import { onOlderSystem } from './older-system.ts';
import { onHost } from './on-host.ts';
import { outboundSeen } from './outbound.ts';
import { type Check, recordOf, type Trial } from './trial.ts';

/** Without these nothing else can be tried. */
const OPENING: readonly Check[] = [installs, signsIn];

/** In this order; `quiet` looks at everything that was logged until then, and `uninstall` is last. */
const WHAT_FOLLOWS: readonly Check[] = [
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
  const measured: Trial['measured'] = nothingMeasured();

  const labs = laboratoriesOf(run);
  const stopped = stopsWith(labs.close, log);
  try {
    const lab = await labs.open('trixie');
    const trial: Trial = { ...trialOf(run, manifest, lab), measured };
    const asked = ({ id }: Check) => run.only === null || run.only.includes(id) || id === 'install';
    for (const check of OPENING.filter(asked)) {
      const result = await attempt(check.id, 'trixie', () => check.run(trial), log);
      results.push(result);
      if (!result.passed) break;
      if (check === installs) roots.push(await rootOf(lab, trial, 'trixie'));
      if (run.record && check === signsIn) {
        seen = await browse(trial, join(folder, 'screenshots'), log);
        log(`Took pictures: ${seen.pictures.join(', ')}`);
      }
    }
    if (results.every(({ passed }) => passed)) {
      const following = WHAT_FOLLOWS.filter(asked);
      const beside = besideThem(run, manifest, labs, trial, following);
      for (const check of following) {
        results.push(await attempt(check.id, 'trixie', () => check.run(trial), log));
        if (check === isQuiet && trial.subject) outbound = await outboundSeen(trial.subject.host.sandbox);
      }
      results.push(...(await beside));
    }
  } finally {
    stopped.forget();
    await labs.close();
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
    measured,
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

/**
 * What would only be waited for later, once the times of the install are taken: the second server is made, then Debian
 * 12 is gone through. Rejects where it is awaited.
 */
function besideThem(
  run: ProofRun,
  manifest: Manifest,
  labs: Laboratories,
  trial: Trial,
  following: readonly Check[],
): Promise<ProofResult[]> {
  const ready = following.some((check) => check === survivesKills || check === restores)
    ? trial.lab.host('other')
    : Promise.resolve();
  const results = ready.then(async () => {
    if (!run.older || !following.includes(restores)) return [];
    const older = { ...run, log: (line: string) => run.log(`Debian 12: ${line}`) };
    return onOlderSystem(trialOf(older, manifest, await labs.open('bookworm')), older.log);
  });
  results.catch(() => undefined);
  return results;
}

interface Laboratories {
  open(suite: Suite): Promise<Laboratory>;
  /** All that were opened, also those that are being opened. */
  close(): Promise<void>;
}

/** Each system has its own: what is killed, changed and filled up in one is not what the other works with. */
function laboratoriesOf({ app, catalogue, keep, log }: ProofRun): Laboratories {
  const prefix = `prove-${app}`.slice(0, 24);
  const opened: Promise<Laboratory>[] = [];
  return {
    open: (suite) => {
      const lab = openLaboratory({
        ...{ app, catalogue, suite, keep, log },
        prefix: suite === 'trixie' ? prefix : `${prefix}-12`,
      });
      opened.push(lab);
      return lab;
    },
    close: async () => {
      for (const lab of await Promise.allSettled(opened.splice(0)))
        if (lab.status === 'fulfilled') await lab.value.close();
    },
  };
}

const nothingMeasured = (): Trial['measured'] => ({
  installMs: null,
  peakMemoryBytes: null,
  dataBytes: null,
  heldMs: { backup: null, update: null },
});

const trialOf = ({ app, catalogue, settings }: ProofRun, manifest: Manifest, lab: Laboratory): Trial => ({
  ...{ lab, app, manifest, catalogue, settings },
  measured: nothingMeasured(),
  formerSecrets: [],
});

/** Ended from outside, a proof takes its servers and its databases with it. */
function stopsWith(close: () => Promise<void>, log: (line: string) => void): { forget(): void } {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = () => {
    log('Ended before it was done; removing its servers …');
    void close().then(
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
