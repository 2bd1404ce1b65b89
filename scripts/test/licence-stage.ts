// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canInstallDebianPackages, ensureDebianPackages } from '../start/debian-packages.ts';
import { runVisible, type Stage } from './stage.ts';

/** Debian's own `reuse` is too old for REUSE.toml on bookworm; this one is on PyPI. */
const REUSE = 'reuse==6.2.0';

/** Every file says its licence (REUSE specification), by the FSFE's own tool in a virtual environment under .cache. */
export const licenceStage = (root: string): Stage => ({
  name: 'licences (REUSE)',
  run: async () => {
    const environment = join(root, '.cache', 'reuse');
    const tool = join(environment, 'bin', 'reuse');
    if (!existsSync(tool)) {
      if (canInstallDebianPackages()) ensureDebianPackages(['python3-venv'], 'checking licences');
      for (const argv of [
        ['/usr/bin/python3', '-m', 'venv', environment],
        [join(environment, 'bin', 'pip'), 'install', '--quiet', REUSE],
      ] as const) {
        const [program, ...args] = argv;
        const done = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
        if (done.status !== 0) throw new Error(`${argv.join(' ')} failed`);
      }
    }
    const code = await runVisible([tool, '--root', root, 'lint', '--quiet']);
    if (code !== 0) await runVisible([tool, '--root', root, 'lint', '--lines']);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  },
});
