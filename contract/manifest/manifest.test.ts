// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandArgv } from './command.ts';
import { manifestJsonSchema } from './json-schema.ts';
import { isSafePattern } from './safe-pattern.ts';
import { fieldName } from './strings.ts';
import { isInSeries } from './version-series.ts';

describe('patterns of settings', () => {
  it.each(['[a-z]+', '^[A-Za-z0-9 ._-]+$', '[0-9]{4}-[0-9]{2}', '\\d+', 'abc', '[^/]*x'])(
    'takes %s',
    (pattern) => expect(isSafePattern(pattern)).toBe(true),
  );
  it.each(['(a+)+$', '(a|a)*', 'a*a*b', '.*.*', '\\1', '(?=a)', '[a-z', '(', 'a**', '\\p{L}+', '[z-a]'])(
    'refuses %s',
    (pattern) => expect(isSafePattern(pattern)).toBe(false),
  );
});

describe('series of Debian packages', () => {
  it.each([
    ['2.2.6-1+b4', '~2.2.6', true],
    ['2.2.10-1', '~2.2.6', true],
    ['2.2.5-1', '~2.2.6', false],
    ['2.3.0-1', '~2.2.6', false],
    ['6.8.12+dfsg1-0+deb13u1', '~6.8', true],
    ['6.8', '~6.8', true],
    ['6.9.1', '~6.8', false],
    ['7.0', '~6.8', false],
    ['1:11.8.9+ds-0', '~11.8.3', true],
    ['6.8-3', '~6.8.1', false],
    ['2024-02-06b+dfsg-9', '~2024.2.6', true],
    ['2024-02-05-1', '~2024.2.6', false],
    ['2025-05-14+dfsg-1', '~2024.2.6', false],
    ['', '~6.8', false],
  ])('%s in %s: %s', (version, series, expected) => expect(isInSeries(version, series)).toBe(expected));
});

describe('commands', () => {
  it('are an argv with the program found, or a line for the shell left as it is', () => {
    expect(commandArgv(['node', 'hooks/x.cjs'], 'npm')).toEqual(['/opt/node/bin/node', 'hooks/x.cjs']);
    expect(commandArgv(['python', '-m', 'x'], 'pypi')).toEqual(['/opt/app/bin/python', '-m', 'x']);
    expect(commandArgv(['php', 'hooks/x.php'], 'apt')).toEqual(['/usr/bin/php', 'hooks/x.php']);
    expect(commandArgv(['usr/bin/miniflux'], 'apt')).toEqual(['/usr/bin/miniflux']);
    expect(commandArgv(['bin/gunicorn'], 'pypi')).toEqual(['/opt/app/bin/gunicorn']);
    expect(commandArgv(['/usr/bin/x', '$(id); `id`'], 'apt')).toEqual(['/usr/bin/x', '$(id); `id`']);
    expect(commandArgv('a "$B" | c', 'apt')).toEqual(['/bin/sh', '-c', 'a "$B" | c']);
  });
});

describe('names of form fields', () => {
  it.each(['csrf', '@csrf', '__login_name', 'user[name]', 'form-0:title'])('takes %s', (name) =>
    expect(fieldName.safeParse(name).success).toBe(true),
  );
  it.each(['', 'a b', 'a&b', 'a=b', 'a"b'])('refuses "%s"', (name) =>
    expect(fieldName.safeParse(name).success).toBe(false),
  );
});

describe('contract/hop3.schema.json', () => {
  it('is what the schema says: run npm run schema', () => {
    expect(readFileSync(new URL('../hop3.schema.json', import.meta.url), 'utf8')).toBe(manifestJsonSchema());
  });
});
