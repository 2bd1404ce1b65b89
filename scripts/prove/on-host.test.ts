// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quotedForShell } from './on-host.ts';

describe('arguments of a script on a server', () => {
  it('come through the shell as they are', () => {
    const hostile = ['/doku.php?id=start&do=login', '', 'a b', `it's "so" $(id) \`id\` \\ ; * #`, '-n'];
    const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${hostile.map(quotedForShell).join(' ')}`], {
      encoding: 'utf8',
    });
    expect(printed.split('\n').slice(0, -1)).toEqual(hostile);
  });
});
