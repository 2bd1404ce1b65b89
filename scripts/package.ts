// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run package -- new|lint|try <id>`: for who adds an app to the catalogue (docs/adding-an-app.md).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appId } from '#contract/ids.ts';
import { catalogueFolder } from '#server/catalogue/catalogue-folder.ts';
import { loadPackage, packageIds } from '#server/catalogue/load-package.ts';
import { problemLine } from '#server/catalogue/package-problem.ts';
import { newPackage } from './package/new-package.ts';
import { say } from './start/say.ts';

const USAGE = `npm run package -- new <id>     a folder to begin with
npm run package -- lint [id]    what is wrong, with file and line; all packages without an id
npm run package -- try <id>     installs it on a sandbox host, signs in, restarts and removes it`;

function create(id: string): number {
  const folder = join(catalogueFolder(), id);
  if (existsSync(folder)) {
    say(`${folder} is there already.`);
    return 1;
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(newPackage(id)))
    writeFileSync(join(folder, name), text, { flag: 'wx' });
  say(`Made ${folder}. Fill in hop3.toml, then: npm run package -- lint ${id}`);
  return 0;
}

function lint(ids: readonly string[]): number {
  let mistakes = 0;
  for (const id of ids) {
    const loaded = loadPackage(id);
    if (loaded.ok) continue;
    mistakes += loaded.error.length;
    for (const problem of loaded.error) say(`${id}/${problemLine(problem)}`);
  }
  const [checked, wrong] = [counted(ids.length, 'package'), counted(mistakes, 'mistake')];
  say(mistakes === 0 ? `${checked}, no mistakes.` : `${checked}, ${wrong}.`);
  return mistakes === 0 ? 0 : 1;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

function main(): number {
  const [command, id] = process.argv.slice(2);
  if (command === 'lint' && id === undefined) return lint(packageIds());
  if (id === undefined || !['new', 'lint', 'try'].includes(command ?? '')) {
    say(USAGE);
    return 2;
  }
  const named = appId.safeParse(id);
  if (!named.success) {
    say(`"${id}" cannot name an app: ${named.error.issues[0]?.message}.`);
    return 2;
  }
  if (command === 'new') return create(id);
  const linted = lint([id]);
  if (command === 'lint' || linted !== 0) return linted;
  const done = spawnSync(process.execPath, [join('scripts', 'try-install.ts'), ...process.argv.slice(3)], {
    stdio: 'inherit',
  });
  return done.status ?? 1;
}

process.exitCode = main();
