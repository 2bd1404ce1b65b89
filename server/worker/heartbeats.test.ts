// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isGone, newExecutorId } from './heartbeats.ts';

describe('executor ids', () => {
  it('are never the same twice, also in one process', () => {
    expect(newExecutorId()).not.toBe(newExecutorId());
  });

  it('tell that a process of this computer is no more, without waiting', () => {
    const mine = newExecutorId();
    expect(isGone(mine)).toBe(false);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(isGone(mine.replace(`-${process.pid}-`, `-${pid}-`))).toBe(true);
  });

  it('tell nothing about processes of other computers', () => {
    expect(isGone('00000000-999999-aaaaaaaa')).toBe(false);
  });
});
