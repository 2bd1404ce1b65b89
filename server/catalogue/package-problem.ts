// SPDX-License-Identifier: AGPL-3.0-or-later
import type { KeyPath, Position } from './toml-positions.ts';

/** Something wrong in a package, with the place of it. Line and column count from 1. */
export interface PackageProblem extends Position {
  /** Relative to the package, e.g. `hop3.toml`. */
  file: string;
  /** Dotted, e.g. `processes[0].name`; empty for the whole file. */
  key: string;
  message: string;
  remedy: string | null;
}

/** `processes[0].name`. */
export function dotted(path: KeyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      const name = /^[A-Za-z0-9_.-]+$/.test(step) ? step : JSON.stringify(step);
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

/** One line for a terminal: `hop3.toml:3:1 run.strat: unknown key. Did you mean "start"?` */
export function problemLine(problem: PackageProblem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const key = problem.key === '' ? '' : ` ${problem.key}`;
  return `${place}${key}: ${problem.message}${problem.remedy === null ? '' : `. ${problem.remedy}`}`;
}
