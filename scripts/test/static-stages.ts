// SPDX-License-Identifier: AGPL-3.0-or-later
import { join } from 'node:path';
import { checkStage, type Stage } from './stage.ts';
import { importRulesStage } from './structure-stage.ts';

const node = process.execPath;
const program = (root: string, ...path: string[]) => join(root, 'node_modules', ...path);

/** Lint and format, types, import rules, unused code. */
export const staticStages = (root: string): readonly Stage[] => [
  checkStage('lint and format (Biome)', [
    node,
    program(root, '@biomejs', 'biome', 'bin', 'biome'),
    'ci',
    '--colors=off',
    '--diagnostic-level=error',
    '.',
  ]),
  checkStage('types (TypeScript)', [node, program(root, 'typescript', 'bin', 'tsc'), '--noEmit', '-p', '.']),
  importRulesStage(root),
  checkStage('unused code (knip)', [node, program(root, 'knip', 'bin', 'knip.js'), '--no-progress']),
];
