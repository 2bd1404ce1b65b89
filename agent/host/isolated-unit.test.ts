// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { type IsolatedUnit, isolatedArgv } from './isolated-unit.ts';

const unit = (change: Partial<IsolatedUnit> = {}): IsolatedUnit => ({
  name: 'hop3-abcdefgh-run-dump-postgres',
  argv: ['/usr/bin/true', '$HOME', 'a b'],
  readOnly: [{ from: '/var/lib/hop3/a', to: '/hop3/a' }],
  writable: [{ from: '/var/lib/hop3/b', to: '/hop3/b' }],
  timeoutSeconds: 60,
  ...change,
});
const properties = (of: IsolatedUnit) =>
  isolatedArgv(of).flatMap((word) =>
    word.startsWith('--property=') ? [word.slice('--property='.length)] : [],
  );

describe('an isolated unit', () => {
  it('begins with nothing, and gets the system’s programs and what it is given', () => {
    const found = properties(unit());
    expect(found[0]).toBe('TemporaryFileSystem=/:ro');
    expect(found).toContain('BindReadOnlyPaths=/var/lib/hop3/a:/hop3/a');
    expect(found).toContain('BindPaths=/var/lib/hop3/b:/hop3/b');
    expect(found.filter((line) => /^BindPaths=/.test(line))).toHaveLength(1);
    expect(found.join('\n')).not.toMatch(/\/etc\/shadow|=-?\/(?:var|root|home|run|opt)\b(?!\/lib\/hop3)/);
  });

  it('has no capability and no network unless it is given one', () => {
    expect(properties(unit())).toEqual(
      expect.arrayContaining([
        'User=root',
        'CapabilityBoundingSet=',
        'PrivateNetwork=yes',
        'NoNewPrivileges=yes',
      ]),
    );
    const more = properties(
      unit({ user: 'hop3-abcdefgh', capabilities: ['CAP_DAC_READ_SEARCH'], network: true }),
    );
    expect(more).toContain('AmbientCapabilities=CAP_DAC_READ_SEARCH');
    expect(more).not.toContain('PrivateNetwork=yes');
  });

  it('gives arguments as they are', () => {
    expect(isolatedArgv(unit()).slice(-4)).toEqual(['--', '/usr/bin/true', '$$HOME', 'a b']);
  });

  it('refuses a path that would be taken apart', () => {
    for (const from of ['/a:/etc', '/a b', '/a%n', 'relative', '/a"', '/a\n/b']) {
      expect(() => isolatedArgv(unit({ readOnly: [{ from, to: '/x' }] }))).toThrow('not a plain path');
    }
    expect(() => isolatedArgv(unit({ name: 'sshd' }))).toThrow('not a name of a unit');
  });
});
