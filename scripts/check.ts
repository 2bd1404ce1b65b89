// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run check`: what needs no host, no database and no browser. Seconds to two minutes.
import { runStages } from './test/stage.ts';
import { staticStages } from './test/static-stages.ts';
import { vitestStage } from './test/vitest-stage.ts';

const root = process.cwd();
process.exitCode = (await runStages([...staticStages(root), vitestStage('unit', 'unit', root)])) ? 0 : 1;
