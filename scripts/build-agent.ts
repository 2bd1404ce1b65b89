// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import {
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { create } from 'tar';
import { type AgentRuntime, runtimeArchitecture, runtimeDescription } from '#server/hosts/agent-runtime.ts';

/**
 * What is uploaded to a host, under /opt/hop3/runtime/<digest>/: bin/node, lib/npm, agent.mjs, rootd.mjs,
 * bootstrap.mjs, door.mjs, fetch.mjs, promise.mjs, and SHA256SUMS of all of them; the digest is that of SHA256SUMS. Made in dist/agent/:
 *
 *   agent.mjs rootd.mjs bootstrap.mjs …            the bundles, to look into
 *   runtime-<architecture>-<digest's start>.tar.gz that tree
 *   runtime-<architecture>.json                    its description (server/hosts/agent-runtime.ts), written last
 *
 * Several builds at once do no harm: each packs in a directory of its own.
 */
const project = dirname(import.meta.dirname);
const require = createRequire(import.meta.url);

const ENTRIES = {
  agent: 'agent/main.ts',
  rootd: 'agent/rootd/main.ts',
  bootstrap: 'agent/bootstrap/main.ts',
  door: 'agent/bootstrap/door-main.ts',
  fetch: 'agent/fetch/main.ts',
  promise: 'agent/promises/main.ts',
};

/** Raised when the tree is put together in another way. */
const LAYOUT = '3';

export interface BuildAgentOptions {
  readonly log: (line: string) => void;
  /** Where dist/agent is; default in the project. */
  readonly directory?: string;
}

/** Builds what is not there yet. Nothing changed: about a third of a second. */
export async function buildAgent({
  log,
  directory = join(project, 'dist', 'agent'),
}: BuildAgentOptions): Promise<AgentRuntime> {
  const architecture = runtimeArchitecture(process.arch);
  if (!architecture) throw new Error(`there is no runtime for ${process.arch}`);
  await mkdir(directory, { recursive: true });
  const bundles = await bundle(directory);

  const nodeDirectory = dirname(require.resolve(`node-linux-${architecture}/package.json`));
  const npmDirectory = dirname(require.resolve('npm/package.json'));
  const versions = await Promise.all(
    [nodeDirectory, npmDirectory].map(async (path) => readFile(join(path, 'package.json'), 'utf8')),
  );
  // Packages of one version never change, so their files need not be read to know that nothing is new.
  const inputs = sha256([LAYOUT, ...versions, ...bundles.values()].join('\0'));
  const descriptionPath = join(directory, `runtime-${architecture}.json`);
  const known = await readDescription(descriptionPath);
  if (known?.inputs === inputs) return { ...known, archivePath: join(directory, known.archive) };

  log(`Packing the agent's runtime (Node, npm, our bundles) for ${architecture}`);
  // Not in the project: what builds the site reads all of it, and stumbles over files that go away meanwhile.
  const work = await mkdtemp(join(tmpdir(), 'hop3-pack-'));
  try {
    const tree = join(work, 'tree');
    await mkdir(join(tree, 'bin'), { recursive: true });
    await copyFile(join(nodeDirectory, 'bin', 'node'), join(tree, 'bin', 'node'));
    await cp(npmDirectory, join(tree, 'lib', 'npm'), {
      recursive: true,
      // Manual pages and HTML documentation: 5 MB that no program reads. Links: a runtime is files only.
      filter: (path) => !/^(?:man|docs|node_modules\/\.bin)(?:\/|$)/.test(relative(npmDirectory, path)),
    });
    for (const [name, text] of bundles) await writeFile(join(tree, `${name}.mjs`), text);
    const files = await digests(tree);
    const sums = Object.entries(files)
      .map(([path, digest]) => `${digest}  ${path}\n`)
      .join('');
    await writeFile(join(tree, 'SHA256SUMS'), sums);
    const digest = sha256(sums);
    const archive = `runtime-${architecture}-${digest.slice(0, 16)}.tar.gz`;
    const packed = join(work, archive);
    await create({ cwd: tree, gzip: { level: 6 }, portable: true, file: packed }, await readdir(tree));
    const bytes = await readFile(packed);
    await place(packed, join(directory, archive));
    const description = runtimeDescription.parse({
      ...{ architecture, digest, archive, inputs, files },
      ...{ archiveSha256: sha256(bytes), archiveBytes: bytes.length },
    });
    await writeFile(join(work, 'description'), `${JSON.stringify(description)}\n`);
    await place(join(work, 'description'), descriptionPath);
    await removeOlder(directory, { architecture, archive });
    return { ...description, archivePath: join(directory, archive) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** In one step for who reads it, also from another disk. */
async function place(from: string, to: string): Promise<void> {
  const beside = `${to}.${process.pid}.part`;
  await copyFile(from, beside);
  await rename(beside, to);
}

/** A worker that read the description before may still be uploading the archive before: that one stays for an hour. */
async function removeOlder(
  directory: string,
  current: { architecture: string; archive: string },
): Promise<void> {
  for (const name of await readdir(directory)) {
    const isArchive = name.startsWith(`runtime-${current.architecture}`) && name.endsWith('.tar.gz');
    const path = join(directory, name);
    if (!(isArchive && name !== current.archive) && !name.endsWith('.part')) continue;
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
  }
}

async function bundle(directory: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const [name, entry] of Object.entries(ENTRIES)) {
    const result = await build({
      entryPoints: [join(project, entry)],
      absWorkingDir: project,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      minify: false,
      sourcemap: false,
      legalComments: 'inline',
      // CommonJS libraries ask for node's modules by require.
      banner: {
        js: "import { createRequire as hop3CreateRequire } from 'node:module';\nconst require = hop3CreateRequire(import.meta.url);",
      },
      write: false,
      logLevel: 'silent',
    });
    const text = result.outputFiles[0]?.text;
    if (text === undefined) throw new Error(`no bundle came of ${entry}`);
    await writeFile(join(directory, `${name}.mjs`), text);
    texts.set(name, text);
  }
  return texts;
}

async function readDescription(path: string) {
  try {
    const parsed = runtimeDescription.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** sha256 of every file below a directory, by relative path, sorted. */
async function digests(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
  const found: Record<string, string> = {};
  for (const path of paths) found[path] = sha256(await readFile(join(directory, path)));
  return found;
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const runtime = await buildAgent({ log: (line) => console.log(line) });
  console.log(`${runtime.archivePath} ${runtime.digest}`);
}
