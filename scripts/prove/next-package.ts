// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyOfPackage } from './laboratory.ts';
import type { Trial } from './trial.ts';

/** The app's package with a higher version and a change of its text, in a catalogue of its own. The caller removes it. */
export function nextPackage(trial: Trial, change: (toml: string) => string, step = 1) {
  const copy = copyOfPackage(trial.catalogue, trial.app);
  const file = join(copy.folder, 'hop3.toml');
  const [major, minor, patch] = trial.manifest.metadata.version.split('.').map(Number);
  const version = `${major}.${minor}.${(patch ?? 0) + step}`;
  const toml = readFileSync(file, 'utf8').replace(/^version = "[^"]*"/m, `version = "${version}"`);
  writeFileSync(file, change(toml));
  return copy;
}

/** A hook as one line for /bin/sh, put in place of the package's own or added. */
export function withHook(toml: string, hook: string, line: string): string {
  const entry = `${hook} = ${JSON.stringify(line)}`;
  const own = new RegExp(`^${hook} = (?:"""[\\s\\S]*?"""|'''[\\s\\S]*?'''|.*)$`, 'm');
  if (own.test(toml)) return toml.replace(own, () => entry);
  if (/^\[hooks\]$/m.test(toml)) return toml.replace(/^\[hooks\]$/m, () => `[hooks]\n${entry}`);
  return `${toml.trimEnd()}\n\n[hooks]\n${entry}\n`;
}
