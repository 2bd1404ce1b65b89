// SPDX-License-Identifier: AGPL-3.0-or-later
// After `npm install` behind a registry that does not serve every platform's binaries: npm leaves those out of the
// lockfile, and `npm ci` then refuses it everywhere. Writes them back from what their packages ask for (exact
// versions; no integrity, which only a registry that has them could tell).
import { readFileSync, writeFileSync } from 'node:fs';

interface Locked {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS: readonly (readonly [RegExp, string])[] = [
  [/-arm64/, 'arm64'],
  [/-arm-/, 'arm'],
  [/-x64/, 'x64'],
  [/-ia32/, 'ia32'],
  [/-ppc64/, 'ppc64'],
  [/-riscv64/, 'riscv64'],
  [/-s390x/, 's390x'],
  [/-wasm32/, 'wasm32'],
];

function platformOf(name: string): Pick<Locked, 'os' | 'cpu' | 'libc'> | null {
  const cpu = PROCESSORS.find(([pattern]) => pattern.test(name))?.[1];
  if (cpu === undefined) return null;
  const os = SYSTEMS.find((system) => name.includes(`-${system}-`));
  const libc = name.includes('musl') ? 'musl' : name.endsWith('-gnu') ? 'glibc' : undefined;
  return { cpu: [cpu], ...(os ? { os: [os] } : {}), ...(libc ? { libc: [libc] } : {}) };
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
const added: string[] = [];
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const platform = platformOf(name);
    if (path in lock.packages || platform === null || !/^\d/.test(version)) continue;
    lock.packages[path] = { version, ...platform, ...(parent.dev ? { dev: true } : {}), optional: true };
    added.push(name);
  }
}
const [root, ...rest] = Object.entries(lock.packages);
if (root === undefined) throw new Error('package-lock.json has no packages.');
lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))]);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} platform packages written back: ${added.join(', ')}`);
