// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { exampleFacts } from './example-facts.ts';
import { generateSecret } from './generate-secret.ts';
import { secretRecipes } from './installation-secrets.ts';
import { installationOf } from './subject.ts';

describe('generateSecret', () => {
  it.each([
    ['hex', /^[0-9a-f]{33}$/],
    ['base64', /^[A-Za-z0-9+/]{33}$/],
    ['urlsafe', /^[A-Za-z0-9_-]{33}$/],
    ['password', /^[A-HJ-NP-Za-km-z2-9]{33}$/],
  ] as const)('makes %s of the asked length', (generate, pattern) => {
    expect(generateSecret({ generate, length: 33 })).toMatch(pattern);
  });

  it('ignores the length of a uuid, and puts the prefix before', () => {
    expect(generateSecret({ generate: 'uuid', length: 5, prefix: 'key-' })).toMatch(/^key-[0-9a-f-]{36}$/);
  });

  it('never makes the same twice', () => {
    const made = Array.from({ length: 100 }, () => generateSecret({ generate: 'password', length: 20 }));
    expect(new Set(made).size).toBe(100);
  });
});

describe('secretRecipes', () => {
  it('makes a password for the administrator of the package', () => {
    const recipes = secretRecipes(installationOf(exampleFacts('install', 'miniflux')).package.manifest);
    expect(recipes['admin.password']?.()).toHaveLength(20);
  });
});
