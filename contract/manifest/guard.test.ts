// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { manifestSchema } from './manifest.ts';

const guarded = (changes: Record<string, unknown> = {}) => ({
  metadata: {
    ...{ id: 'open', version: '1.0.0', title: 'Open', summary: 'Lets everybody in.', license: 'MIT' },
    categories: ['development'],
  },
  source: { type: 'apt', package: 'python3-minimal', version: '~3.13' },
  run: { start: ['python3', '-m', 'http.server'] },
  guard: {},
  admin: { username: 'admin', password: { generate: 'password' } },
  ...changes,
});
const problems = (changes: Record<string, unknown>) => {
  const parsed = manifestSchema.safeParse(guarded(changes));
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
};

describe('[guard]', () => {
  it('has its account made by us, and brings what it needs into the root', () => {
    const manifest = manifestSchema.parse(guarded());
    expect(manifest.admin?.create).toContain('openssl passwd -6 -stdin');
    expect(manifest.admin?.reset).toBe(manifest.admin?.create);
    expect(manifest.admin?.verify).toContain('"$ADMIN_PASSWORD"');
    expect(manifest.run.packages).toEqual(['nginx-light', 'openssl']);
    expect(manifestSchema.parse(structuredClone(manifest))).toEqual(manifest);
  });

  it('is backed up with the data', () => {
    expect(manifestSchema.parse(guarded({ backup: { paths: ['notes'] } })).backup.paths).toEqual([
      'notes',
      '.hop3-guard',
    ]);
    expect(manifestSchema.parse(guarded()).backup.paths).toEqual([]);
  });

  it.each([
    ['without an account', { admin: undefined }, 'guard'],
    [
      'of an app that makes its own account',
      { admin: { ...guarded().admin, create: ['true'] } },
      'admin.create',
    ],
    [
      'of an app on a socket',
      { run: {}, processes: [{ name: 'web', command: ['true'], listens: 'socket' }] },
      'guard',
    ],
    [
      'with another way of signing in',
      {
        check: {
          'sign-in': {
            form: { page: '/', action: '/', username: 'u', password: 'p' },
            inside: { path: '/', contains: 'x' },
            refused: { status: 401 },
          },
        },
      },
      'check.sign-in',
    ],
    ['asking for an address', { admin: { ...guarded().admin, login: 'email' } }, 'admin.login'],
  ])('is refused %s', (_, changes, key) => {
    expect(problems(changes)).toContain(key);
  });
});
