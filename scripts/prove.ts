// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run prove -- <app> | --all | --changed`: what an app is put through on fresh servers (docs/proofs.md).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { maturityOf, proofCheckId } from '#contract/proof.ts';
import { folderDigest } from '#server/catalogue/folder-digest.ts';
import { packageIds } from '#server/catalogue/load-package.ts';
import { readEvidence } from '#server/catalogue/read-proof.ts';
import { promised, rotating } from './prove/rotating.ts';
import { runProof } from './prove/run-proof.ts';
import { canInstallDebianPackages, ensureDebianPackages } from './start/debian-packages.ts';
import { say } from './start/say.ts';

const USAGE = `npm run prove -- <app>           one app
npm run prove -- --all           every app, going on where an earlier run stopped
npm run prove -- --changed       apps whose folder is not the one that was proven
npm run prove -- --rotate 2      the same, and two others: another two for each state of the project
  --only install,sign-in,…       some checks only, added to the proof that is there (${proofCheckId.options.join(', ')})
  --os trixie                    without Debian 12
  --settings '{"title":"…"}'     answers of the install form
  --look                         writes nothing: only says whether it passes
  --keep                         leaves the servers running`;

/** Which apps `--all` has proven since it was begun. */
const PROGRESS = join('.cache', 'prove-all.json');

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      changed: { type: 'boolean', default: false },
      rotate: { type: 'string' },
      look: { type: 'boolean', default: false },
      only: { type: 'string' },
      os: { type: 'string', default: 'trixie,bookworm' },
      settings: { type: 'string', default: '{}' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const catalogue = join(process.cwd(), 'catalogue');
  const done = values.all ? readProgress() : [];
  const apps = values.all
    ? packageIds(catalogue).filter((app) => !done.includes(app))
    : values.changed || values.rotate !== undefined
      ? changedAndRotating(catalogue, Number(values.rotate ?? 0))
      : positionals;
  if (values.help || (apps.length === 0 && !values.all && !values.changed)) {
    say(USAGE);
    return values.help ? 0 : 2;
  }
  const unknown = apps.find((app) => !packageIds(catalogue).includes(app));
  if (unknown !== undefined) {
    say(`There is no app "${unknown}" in the catalogue.`);
    return 2;
  }
  const only = values.only === undefined ? null : values.only.split(',').map((id) => proofCheckId.parse(id));
  if (!canInstallDebianPackages()) {
    say('Proofs boot real servers and so need root on a Debian-family computer.');
    return 1;
  }
  // The fonts: without the second, signs that people see in colour are empty boxes in the pictures; without the first,
  // pages that name Arial before it get their digits and spaces from it.
  ensureDebianPackages(
    ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji', 'libnss3-tools', 'openssh-client', 'curl'],
    'the proofs',
  );

  let failed = 0;
  for (const [index, app] of apps.entries()) {
    say(`\n── ${app} (${index + 1} of ${apps.length}) ──`);
    const known = readEvidence(app, catalogue);
    const evidence = await runProof({
      app,
      catalogue,
      settings: JSON.parse(values.settings),
      only:
        values.rotate !== undefined && known.current && only !== null ? promised(only, known.proof) : only,
      older: values.os.includes('bookworm'),
      keep: values.keep,
      record: !values.look,
      log: (line) => say(`${new Date().toISOString().slice(11, 19)}  ${line}`),
    });
    const maturity = maturityOf(evidence, folderDigest(join(catalogue, app)));
    const passed = evidence.results.filter((result) => result.passed).length;
    say(
      `${app}: ${passed} of ${evidence.results.length} results passed in ${Math.round(evidence.durationMs / 1000)} s; it is ${maturity}.`,
    );
    if (passed < evidence.results.length) failed += 1;
    if (values.all) writeProgress([...readProgress(), app]);
  }
  if (values.all) writeProgress([]);
  say(`\n${apps.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Apps that are not as they were proven, and as many others, which follow from the commit. */
function changedAndRotating(catalogue: string, others: number): string[] {
  const [changed, same] = [false, true].map((current) =>
    packageIds(catalogue).filter((app) => readEvidence(app, catalogue).current === current),
  ) as [string[], string[]];
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' });
  return [...changed, ...rotating(same, others, commit)];
}

function readProgress(): string[] {
  return existsSync(PROGRESS) ? (JSON.parse(readFileSync(PROGRESS, 'utf8')) as string[]) : [];
}

function writeProgress(apps: readonly string[]): void {
  mkdirSync('.cache', { recursive: true });
  writeFileSync(PROGRESS, JSON.stringify(apps));
}

process.exitCode = await main();
