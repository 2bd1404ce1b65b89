// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { say } from '../start/say.ts';
import type { Stage } from './stage.ts';

const ROOMS = ['agent', 'app', 'contract', 'drizzle', 'sandbox', 'scripts', 'server'];

const cruise = z.object({
  summary: z.object({
    totalCruised: z.int(),
    violations: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        rule: z.object({ name: z.string(), severity: z.string() }),
      }),
    ),
  }),
});

/** The import rules (.dependency-cruiser.cjs). Reading no module fails: a parser that does not fit passes everything. */
export const importRulesStage = (root: string): Stage => ({
  name: 'import rules',
  run: async () => {
    const cli = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
    const done = spawnSync(
      process.execPath,
      [cli, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...ROOMS],
      {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 256 * 1024 * 1024,
      },
    );
    if (done.stdout === '') throw new Error(`dependency-cruiser printed nothing: ${done.stderr}`);
    const { summary } = cruise.parse(JSON.parse(done.stdout));
    if (summary.totalCruised === 0) throw new Error('dependency-cruiser read no module.');
    for (const { from, to, rule } of summary.violations) say(`${rule.name}: ${from} → ${to}`);
    say(`${summary.totalCruised} modules read, ${summary.violations.length} violations.`);
    return summary.violations.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  },
});
