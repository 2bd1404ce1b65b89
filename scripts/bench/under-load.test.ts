// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { countsOf } from './under-load.ts';

const END = '  1 threads and 8 connections\n  81421 requests in 10.01s, 512.40MB read\n';

it('counts what wrk counted', () => {
  expect(countsOf(END)).toEqual({ requests: 81421, failed: 0 });
  expect(
    countsOf(
      `${END}  Socket errors: connect 1, read 2, write 0, timeout 3\n  Non-2xx or 3xx responses: 4\nRequests/sec: 8134\n`,
    ),
  ).toEqual({ requests: 81421, failed: 10 });
});

it('does not take silence for success', () => {
  expect(() => countsOf('unable to connect')).toThrow('unable to connect');
});
