// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { measuresOf } from './collector.ts';

const unit = (override: object) => ({
  name: 'hop3-abcdefgh-web.service',
  active: 'active',
  sub: 'running',
  sinceMs: 1_000,
  memoryBytes: 10,
  cpuNanoseconds: 1,
  restarts: 0,
  mainPid: 1,
  ...override,
});
const status = (...units: object[]) => ({
  units: units.map(unit),
  dataBytes: 5,
  certificateNotAfterMs: 9_000,
  certificate: null,
  generation: 0,
  kept: [],
  packageDigest: 'a'.repeat(64),
  rootDigest: null,
  previousRelease: null,
  held: 'no' as const,
});

describe('measuresOf', () => {
  it('adds up the memory of the units and translates the host’s clock to ours', () => {
    expect(measuresOf(status({}, { sinceMs: 2_000, memoryBytes: 30 }), 500)).toEqual({
      state: 'running',
      memoryBytes: 40,
      dataBytes: 5,
      runningSince: new Date(2_500),
      certificateNotAfter: new Date(9_000),
      certificate: null,
      generation: 0,
      failedJobs: [],
    });
  });

  it('takes a job at a set time for none of what must run, and tells which failed', () => {
    const job = (name: string, active: string) => [
      { name: `hop3-abcdefgh-cron-${name}.timer`, active: 'active', sub: 'waiting' },
      { name: `hop3-abcdefgh-cron-${name}.service`, active, sub: active === 'failed' ? 'failed' : 'dead' },
    ];
    const measured = measuresOf(status({}, ...job('clean', 'inactive'), ...job('send-mail', 'failed')), 0);
    expect(measured.state).toBe('running');
    expect(measured.failedJobs).toEqual(['send-mail']);
    expect(measuresOf(status({ active: 'failed' }, ...job('clean', 'inactive')), 0).state).toBe('failing');
  });

  it.each([
    ['failing', [{ active: 'failed', sub: 'failed' }]],
    ['failing', [{ active: 'activating', sub: 'auto-restart' }]],
    ['failing', [{}, { active: 'inactive', sub: 'dead' }]],
    ['stopped', [{ active: 'inactive', sub: 'dead' }]],
    ['stopped', []],
    ['running', [{}, { name: 'hop3-abcdefgh-clean.timer', active: 'inactive' }]],
  ])('calls it %s with units %j', (state, units) => {
    expect(measuresOf(status(...units), 0).state).toBe(state);
  });

  it('has no start time for what does not run', () => {
    expect(measuresOf(status({ active: 'inactive' }), 0).runningSince).toBeNull();
  });
});
