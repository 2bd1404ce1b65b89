// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { idleMemory } from './idle-memory.ts';

const MB = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('gives back once nothing was done for a while, and again only when more was taken', () => {
  let resident = 100 * MB;
  const collect = vi.fn(() => {
    resident = 60 * MB;
  });
  const memory = idleMemory({ afterMs: 1000, collect, residentBytes: () => resident });
  memory.touch();
  vi.advanceTimersByTime(900);
  memory.touch();
  vi.advanceTimersByTime(900);
  expect(collect).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(collect).toHaveBeenCalledTimes(1);

  resident = 63 * MB;
  memory.touch();
  vi.advanceTimersByTime(1000);
  expect(collect).toHaveBeenCalledTimes(1);

  resident = 65 * MB;
  memory.touch();
  vi.advanceTimersByTime(1000);
  expect(collect).toHaveBeenCalledTimes(2);
});

it('does nothing where Node gives no way to', () => {
  idleMemory({ afterMs: 1000, collect: null }).touch();
  expect(vi.getTimerCount()).toBe(0);
});
