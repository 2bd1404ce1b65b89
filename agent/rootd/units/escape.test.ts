// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { execLine, plainPath, quotedWord } from './escape.ts';

describe('how values get into unit files', () => {
  it('turns off systemd’s own expansion and quotes every word', () => {
    expect(execLine(['/bin/sh', '-c', 'echo "$HOME" %h \\n ; true'])).toBe(
      '":/bin/sh" "-c" "echo \\"$HOME\\" %%h \\\\n ; true"',
    );
  });

  it('keeps an empty argument and one that is only a semicolon', () => {
    expect(execLine(['/usr/bin/env', '', ';'])).toBe('":/usr/bin/env" "" ";"');
  });

  it.each(['\n', '\r', '\u0000', '\u001b', '\u0085', '\u2028'])(
    'refuses the control character %j',
    (sign) => {
      expect(() => quotedWord(`a${sign}b`)).toThrow('control character');
      expect(() => execLine(['/bin/true', `a${sign}[Service]`])).toThrow('control character');
    },
  );

  it('refuses a program that is not absolute', () => {
    expect(() => execLine(['sh', '-c', 'true'])).toThrow('not an absolute program');
  });

  it.each(['/a b', '/a%h', '/a:b', '/a\\b', 'a', '/', '/a"', "/a'", '/a$b', '/a//b', '/a\n/b'])(
    'takes no path with signs that mean something to systemd: %j',
    (path) => {
      expect(() => plainPath(path)).toThrow('not a plain path');
    },
  );
});
