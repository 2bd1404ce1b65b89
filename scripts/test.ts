// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm test`: everything, on this computer's own sandbox hosts, database and browser. Ends with "N passed, N failed".
import { canInstallDebianPackages, ensureDebianPackages } from './start/debian-packages.ts';
import { say } from './start/say.ts';
import { browserStage } from './test/browser-stage.ts';
import { licenceStage } from './test/licence-stage.ts';
import { proofStage } from './test/proof-stage.ts';
import { runStages } from './test/stage.ts';
import { staticStages } from './test/static-stages.ts';
import { vitestStage } from './test/vitest-stage.ts';

const root = process.cwd();

/** What the hosts, the certificate checks and the browser need beside npm packages. */
const PACKAGES = ['chromium', 'curl', 'openssh-client', 'openssl', 'libnss3-tools', 'python3-venv'];

if (!canInstallDebianPackages()) {
  say(
    'npm test boots real hosts and so needs root on a Debian-family computer; `npm run check` needs neither.',
  );
  process.exit(1);
}
ensureDebianPackages(PACKAGES, 'the tests');

const passed = await runStages([
  ...staticStages(root),
  licenceStage(root),
  vitestStage('unit', 'unit', root),
  [
    // About as long as each other; neither uses a host of the other.
    [vitestStage('agent and root part (real hosts)', 'hosts', root), proofStage(root)],
    [
      browserStage(root),
      vitestStage('storms (kills and disasters)', 'storms', root),
      vitestStage('deploy service (real hosts, real database)', 'service', root),
    ],
  ],
]);
process.exit(passed ? 0 : 1);
