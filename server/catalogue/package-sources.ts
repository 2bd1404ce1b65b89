// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { PackageProblem } from './package-problem.ts';
import { dotted } from './package-problem.ts';
import type { KeyPath, PositionedToml } from './toml-positions.ts';

/** A package as lint sees it. */
export interface PackageSources {
  /** Name of its folder. */
  folder: string;
  manifest: Manifest;
  locate: PositionedToml['locate'];
  /** Text of every file but hop3.toml, by its path in the package. */
  files: ReadonlyMap<string, string>;
}

export type LintRule = (sources: PackageSources) => PackageProblem[];

/** A problem at a key of hop3.toml. */
export function atKey(
  sources: PackageSources,
  path: KeyPath,
  message: string,
  remedy: string | null = null,
): PackageProblem {
  return { file: 'hop3.toml', ...sources.locate(path), key: dotted(path), message, remedy };
}

/** A problem at an offset of another file. */
export function atOffset(
  file: string,
  text: string,
  offset: number,
  message: string,
  remedy: string | null = null,
): PackageProblem {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { file, line, column: offset - before.lastIndexOf('\n'), key: '', message, remedy };
}
