// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';
import { build as esbuild } from 'esbuild';
import { writePagePolicies } from '#app/_security/page-policies.ts';
import { buildAgent } from '../build-agent.ts';
import { inputDigest } from './input-digest.ts';
import { StartRefused, say } from './say.ts';

const INPUTS = [
  'agent',
  'app',
  'contract',
  'drizzle',
  'public',
  'sandbox',
  'server',
  'scripts/build-agent.ts',
  'scripts/start/build.ts',
  'next.config.ts',
  'package-lock.json',
  'postcss.config.mjs',
  'proxy.ts',
  'tsconfig.json',
];

/** Programs beside the site's own server.js, each bundled to one file; npm packages stay in node_modules. */
const PROGRAMS = {
  worker: 'server/worker/main.ts',
  signer: 'server/signer/main.ts',
  forward: 'sandbox/forward.ts',
} as const;

async function bundlePrograms(root: string, output: string): Promise<void> {
  await esbuild({
    absWorkingDir: root,
    entryPoints: Object.entries(PROGRAMS).map(([name, path]) => ({ in: path, out: name })),
    outdir: output,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    packages: 'external',
    // Our own subpath imports (#contract/…) are to be bundled although "packages" leaves the rest outside.
    plugins: [
      {
        name: 'own-subpaths',
        setup: (context) => {
          context.onResolve({ filter: /^#/ }, ({ path }) => ({ path: join(root, path.slice(1)) }));
        },
      },
    ],
    logLevel: 'warning',
  });
}

/** Copies the npm packages' files that the programs really load, found by tracing their imports. */
async function copyTracedPackages(root: string, output: string): Promise<void> {
  const entries = Object.keys(PROGRAMS).map((name) => join(root, 'dist', 'server', `${name}.mjs`));
  const { fileList } = await nodeFileTrace(entries, { base: root, conditions: ['node', 'import'] });
  for (const path of fileList) {
    if (!path.startsWith('node_modules/')) continue;
    const target = join(output, path);
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(root, path), target, { verbatimSymlinks: true });
  }
}

const PAGE_INPUTS = INPUTS.filter(
  (entry) => !['agent', 'sandbox', 'scripts/build-agent.ts', 'scripts/start/build.ts'].includes(entry),
);

const NOT_COPIED = 'Failed to copy traced files';

/** The slow part, kept in .next until its own inputs change. */
function buildPages(root: string, catalogue: string): void {
  const mark = join(root, '.next', 'standalone', '.built-from');
  const digest = inputDigest(
    root,
    PAGE_INPUTS.filter((entry) => existsSync(join(root, entry))),
    catalogue,
  );
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return;
  const next = join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  const done = spawnSync(process.execPath, [next, 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      HOP3_CATALOGUE: catalogue,
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0)
    throw new StartRefused(`The site could not be built:\n${done.stdout}\n${done.stderr}`);
  // Next only warns, and the pages answer 500.
  if (`${done.stdout}${done.stderr}`.includes(NOT_COPIED))
    throw new StartRefused(`The site was not built whole; start it again:\n${done.stdout}\n${done.stderr}`);
  // Pages made once get a content security policy with the hashes of their own scripts.
  writePagePolicies(join(root, '.next'));
  writeFileSync(mark, digest);
}

/**
 * Builds the site, the worker, the signer and the agent's bundles into `<home>/app/<digest>/`, once per state of the
 * sources, readable by every account (nothing secret is in it).
 */
export async function buildApp(options: {
  root: string;
  appDirectory: string;
  /** Folder of the packages that the pages are made of. */
  catalogue: string;
}): Promise<string> {
  const { root, appDirectory, catalogue } = options;
  const digest = inputDigest(
    root,
    INPUTS.filter((entry) => existsSync(join(root, entry))),
    catalogue,
  ).slice(0, 24);
  const output = join(appDirectory, digest);
  if (existsSync(join(output, 'complete'))) return output;
  const work = join(appDirectory, `.building-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true, mode: 0o755 });

  say('Building the agent …');
  await buildAgent({ log: () => {} });
  say('Building the site (once for each change of its sources; one to two minutes) …');
  buildPages(root, catalogue);
  cpSync(join(root, '.next', 'standalone'), work, { recursive: true, verbatimSymlinks: true });
  cpSync(join(root, '.next', 'static'), join(work, '.next', 'static'), { recursive: true });
  cpSync(catalogue, join(work, 'catalogue'), { recursive: true });
  for (const folder of ['public', join('drizzle', 'migrations')]) {
    if (existsSync(join(root, folder))) cpSync(join(root, folder), join(work, folder), { recursive: true });
  }
  await bundlePrograms(root, join(root, 'dist', 'server'));
  for (const name of Object.keys(PROGRAMS))
    cpSync(join(root, 'dist', 'server', `${name}.mjs`), join(work, `${name}.mjs`));
  await copyTracedPackages(root, work);
  cpSync(join(root, 'dist', 'agent'), join(work, 'agent'), {
    recursive: true,
    // What somebody else packs there meanwhile goes away.
    filter: (path) => !basename(path).endsWith('.part'),
  });
  mkdirSync(join(work, 'bin'), { recursive: true });
  cpSync(process.execPath, join(work, 'bin', 'node'));

  writeFileSync(join(work, 'complete'), `${new Date().toISOString()}\n`);
  rmSync(output, { recursive: true, force: true });
  renameSync(work, output);
  return output;
}

/** Once nothing runs from them any more. `app` is what buildApp gave. */
export function removeOtherBuilds(app: string): void {
  const appDirectory = dirname(app);
  for (const name of readdirSync(appDirectory)) {
    if (join(appDirectory, name) !== app) rmSync(join(appDirectory, name), { recursive: true, force: true });
  }
}
