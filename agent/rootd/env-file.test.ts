// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { renderEnvFile } from './env-file.ts';

/** systemd's parser for what we write: double quotes, backslash before one of `"\$` and the backtick. */
function readBack(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const match of text.matchAll(/^([A-Za-z_]\w*)="((?:[^"\\]|\\[\s\S])*)"$/gm)) {
    values[match[1] ?? ''] = (match[2] ?? '').replace(/\\(["\\$`])/g, '$1');
  }
  return values;
}

describe('env files', () => {
  it.each([
    'plain',
    '',
    'two words',
    'quotes " and \' and `',
    'back\\slash \\n \\" end\\',
    '$HOME ${HOME} $(id)',
    '100% %h %%',
    '# not a comment',
    '; nor this',
    'line one\nline two\n',
    'tab\tin it',
    'ünïcode ✓',
  ])('give %j exactly as it is', (value) => {
    const text = renderEnvFile({ VALUE: value, AFTER: 'x' });
    expect(text.ok && readBack(text.value)).toEqual({ VALUE: value, AFTER: 'x' });
  });

  it.each(['nul\u0000', 'cr\r', 'escape\u001b', 'lone \ud800'])(
    'refuse %j and name the variable',
    (value) => {
      const text = renderEnvFile({ SECRET: value });
      expect(text.ok).toBe(false);
      expect(text.ok ? '' : text.error.message).toContain('SECRET');
      expect(text.ok ? '' : JSON.stringify(text.error)).not.toContain('lone');
    },
  );

  it('refuse a name that is none', () => {
    expect(renderEnvFile({ 'A=B\nC': 'x' }).ok).toBe(false);
  });
});
