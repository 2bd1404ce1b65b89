// SPDX-License-Identifier: AGPL-3.0-or-later
// The entry of every npm script. Runs on any Node from 20 on: makes node_modules match the lockfile, then hands
// over to scripts/<command>.ts under the Node that the lockfile pins (so that every machine runs the same one).
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMANDS = [
  'start',
  'test',
  'check',
  'bench',
  'sandbox',
  'admin-link',
  'package',
  'prove',
  'catalogue',
  'backup-control-plane',
  'restore-control-plane',
  'schema',
];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command = '', ...rest] = process.argv.slice(2);

if (!COMMANDS.includes(command)) {
  console.error(`Unknown command "${command}". There is: ${COMMANDS.join(', ')}.`);
  process.exit(2);
}

function installPackages() {
  const mark = join(root, 'node_modules', '.hop3-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  console.log('Installing the npm packages that package-lock.json names (once; about a minute) …');
  const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status !== 0) {
    console.error(
      'npm ci failed (see above). Check the network or the npm registry setting, then run this again.',
    );
    process.exit(1);
  }
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, wanted);
}

/** The pinned Node of the lockfile where npm has one for this platform, else the running one when it is new enough. */
function pinnedNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    `There is no packaged Node for ${process.platform}-${process.arch}: please install Node 24 and run this again.`,
  );
  process.exit(1);
}

installPackages();
const node = pinnedNode();
const child = spawn(
  node,
  ['--disable-warning=ExperimentalWarning', join(root, 'scripts', `${command}.ts`), ...rest],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}` },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exit(code ?? (signal === 'SIGINT' ? 130 : 143));
});
