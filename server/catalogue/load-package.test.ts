// SPDX-License-Identifier: AGPL-3.0-or-later
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { references } from '#contract/manifest/interpolate.ts';
import { settingsSchema } from '#contract/settings.ts';
import { loadPackage, packageIds } from './load-package.ts';
import { problemLine } from './package-problem.ts';

const catalogue = fileURLToPath(new URL('../../catalogue', import.meta.url));
const ids = packageIds(catalogue);
const scratch: string[] = [];
afterEach(() => {
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true });
});

function load(id: string) {
  const loaded = loadPackage(id, catalogue);
  if (!loaded.ok) throw new Error(loaded.error.map(problemLine).join('\n'));
  return loaded.value;
}

describe('the catalogue', () => {
  it('holds the four apps', () => {
    expect(ids).toEqual(expect.arrayContaining(['miniflux', 'node-red', 'radicale', 'wordpress']));
  });

  it.each(ids)('%s is well-formed, clean, signs in and seeds', (id) => {
    const { package: loaded, digest } = load(id);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(load(id).digest).toBe(digest);
    expect(Object.keys(loaded.files)).not.toContain('README.md');
    expect(loaded.manifest.admin).toBeDefined();
    expect(loaded.manifest.check).toBeDefined();
    expect(loaded.manifest.seed).toBeDefined();
  });

  it.each(ids)('%s: "; rm -rf /" in a setting is refused by name, or never reaches a command', (id) => {
    const { manifest } = load(id).package;
    const schema = settingsSchema(manifest);
    for (const [name, setting] of Object.entries(manifest.settings)) {
      const parsed = schema.safeParse({ [name]: '; rm -rf /' });
      if (setting.type === 'text' && setting.pattern === undefined) {
        expect(parsed.success, name).toBe(true);
      } else if (setting.type !== 'secret') {
        expect(
          parsed.error?.issues.map((issue) => issue.path[0]),
          name,
        ).toContain(name);
      }
      for (const sign of ['\n', '\u0000', '\u001b']) {
        const withControl = schema.safeParse({ [name]: `a${sign}b` });
        expect(
          withControl.error?.issues.map((issue) => issue.path[0]),
          name,
        ).toContain(name);
      }
    }
    const commands = [
      manifest.run.start,
      manifest.run['before-run'],
      ...manifest.processes.map((process) => process.command),
      ...Object.values(manifest.hooks),
      manifest.admin?.create,
      manifest.admin?.verify,
    ];
    for (const command of commands.flat()) {
      const found = command === undefined ? null : references(command);
      expect(found === null || (found.ok && found.value.length === 0), String(command)).toBe(true);
    }
  });
});

describe('loading', () => {
  it.each(['nothing-here', '../etc', 'a/b', '', 'x'.repeat(200), '__proto__'])(
    'refuses the name %j',
    (id) => {
      expect(loadPackage(id, catalogue).ok).toBe(false);
    },
  );

  it('refuses a link in a package', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hop3-catalogue-'));
    scratch.push(folder);
    cpSync(join(catalogue, 'miniflux'), join(folder, 'miniflux'), { recursive: true });
    expect(loadPackage('miniflux', folder).ok).toBe(true);
    symlinkSync('/etc/passwd', join(folder, 'miniflux', 'template'));
    const loaded = loadPackage('miniflux', folder);
    expect(loaded.ok ? [] : loaded.error.map(problemLine)).toEqual([
      'template:1:1: a package holds plain files only, no links',
    ]);
  });
});
