// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintPackage } from '#server/catalogue/lint-package.ts';
import { parseManifest } from '#server/catalogue/parse-manifest.ts';
import { newPackage } from './package/new-package.ts';

const ROOT = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the documentation', () => {
  it.each(pages)('%s names only commands that there are', (page) => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...textOf(page).matchAll(/npm run ([a-z-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it.each(pages)('%s links only to files that there are', (page) => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, target = '']) => target,
    );
    const missing = links.filter((target) => {
      try {
        readdirSync(join(ROOT, page, '..', target));
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT';
      }
    });
    expect(missing).toEqual([]);
  });

  it('shows files as they are', () => {
    const shown = pages.flatMap((page) =>
      [...textOf(page).matchAll(/```[a-z]+ (\S+)\n([\s\S]*?)```/g)].map(([, path = '', text = '']) => ({
        page,
        path,
        text,
      })),
    );
    expect(shown.length).toBeGreaterThan(0);
    for (const { page, path, text } of shown) expect(text, `${page}: ${path}`).toBe(textOf(path));
  });
});

it('a package that somebody begins has no mistakes', () => {
  const files = newPackage('sample-app');
  const parsed = parseManifest(files['hop3.toml'] ?? '');
  expect(parsed.ok || parsed.error).toBe(true);
  if (!parsed.ok) return;
  expect(
    lintPackage({ folder: 'sample-app', ...parsed.value, files: new Map(Object.entries(files)) }),
  ).toEqual([]);
});
