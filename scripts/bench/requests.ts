// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';

/** Requests a second that wrk gets from `url` (loopback only) with 8 connections for 5 seconds. */
export function requestsPerSecond(url: string): number {
  const done = spawnSync('wrk', ['-t1', '-c8', '-d5s', url], { encoding: 'utf8' });
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(done.stdout)?.[1];
  if (rate === undefined) throw new Error(`wrk: ${done.stdout}${done.stderr}`);
  return Number(rate);
}
