// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { operationKind, plannedStep } from '#contract/operation.ts';
import { exampleFacts } from './example-facts.ts';
import { describePlan, plan } from './plan.ts';
import type { OperationFacts } from './step.ts';

const titles = (...facts: Parameters<typeof exampleFacts>) =>
  describePlan(exampleFacts(...facts)).map((step) => step.title);

describe('the plan of an install', () => {
  it('reads as what will happen, and opens the route after everything was checked', () => {
    expect(titles('install', 'miniflux')).toEqual([
      'Look at the server',
      'Reserve a place',
      'Fetch Miniflux',
      'Make its database',
      'Write its settings',
      'Make your administrator account',
      'Start it',
      'Check that sign-in works',
      'Plan its backups',
      'Make a first backup',
      'Get the certificate',
      'Open it to visitors',
      'Visit it as you will',
    ]);
  });

  it('has no step for a database where the app needs none', () => {
    expect(titles('install', 'node-red')).not.toContain('Make its database');
  });
});

describe('the plan of an uninstall', () => {
  it('destroys nothing before the app is closed and stopped', () => {
    const steps = plan(exampleFacts('uninstall', 'miniflux'));
    const first = steps.findIndex((step) => step.irreversible);
    expect(steps.slice(0, first).map((step) => step.id)).toEqual(['route-close', 'stop']);
    expect(steps.slice(first).every((step) => step.irreversible)).toBe(true);
    expect(steps.at(-1)?.id).toBe('reservation-release');
  });
});

describe('the plan of an uninstall with a last backup', () => {
  it('makes it before anything is closed', () => {
    expect(plan(exampleFacts('uninstall', 'miniflux', { lastBackup: true }))[0]?.id).toBe('last-backup');
  });
});

describe('the plan of an update', () => {
  it('tries it on a copy before visitors notice anything, and saves the last changes when they are out', () => {
    expect(titles('update', 'miniflux')).toEqual([
      'Look whether there is room',
      'Fetch the new Miniflux',
      'Back it up',
      'Try it on a copy',
      'Close it to visitors for a moment',
      'Stop it',
      'Save the last changes',
      'Put the new version in place',
      'Bring its data to the new version',
      'Start it',
      'Check that sign-in works',
      'Let visitors in again',
      'Visit it as you will',
    ]);
  });

  it('only lets visitors wait when the data stays as it is', () => {
    const facts = withMigrates(exampleFacts('update', 'miniflux'), false);
    const described = describePlan(facts).map((step) => step.title);
    expect(described).toContain('Let visitors wait a moment');
    expect(described).not.toContain('Save the last changes');
    expect(described).not.toContain('Bring its data to the new version');
  });
});

describe('the plan of a restore', () => {
  it('puts the data beside the present one before visitors are kept out', () => {
    expect(plan(exampleFacts('restore', 'miniflux')).map((step) => step.id)).toEqual([
      ...['look', 'put-data', 'hold', 'stop', 'safety-backup', 'switch-data', 'start', 'check-private'],
      ...['reopen', 'check-public'],
    ]);
  });

  it('brings the program of then where that is another', () => {
    const facts = {
      ...exampleFacts('restore', 'miniflux'),
      target: exampleFacts('update', 'miniflux').target,
    };
    const ids = plan(facts).map((step) => step.id);
    expect(ids.indexOf('prepare-release')).toBeLessThan(ids.indexOf('hold'));
    expect(ids.indexOf('switch-release')).toBeLessThan(ids.indexOf('switch-data'));
  });
});

describe('the plan of a roll-back', () => {
  it('takes the data only when that was asked for', () => {
    const ids = (withData: boolean) =>
      plan(exampleFacts('roll-back', 'miniflux', { withData })).map((step) => step.id);
    expect(ids(false)).not.toContain('switch-data');
    expect(ids(true)).toContain('switch-data');
  });

  it('backs up before visitors notice where the data stays, else when nobody can write any more', () => {
    const ids = (withData: boolean) =>
      plan(exampleFacts('roll-back', 'miniflux', { withData })).map((step) => step.id);
    expect(ids(false).indexOf('backup')).toBeLessThan(ids(false).indexOf('hold'));
    expect(ids(false)).not.toContain('safety-backup');
    expect(ids(true).indexOf('safety-backup')).toBeGreaterThan(ids(true).indexOf('stop'));
    expect(ids(true)).not.toContain('backup');
  });
});

describe('the plan of a change of address', () => {
  it('has the new certificate before anything changes, and lets go of the old one last', () => {
    expect(plan(exampleFacts('change-domain', 'miniflux')).map((step) => step.id)).toEqual([
      ...['look', 'certificate', 'hold', 'readdress', 'check-private', 'route', 'check-public'],
      'certificate-remove',
    ]);
  });
});

describe('a plan about backups', () => {
  it.each([
    [{}, 'backup-plan'],
    [{ forget: '20261126T031502Z-4f1c' }, 'forget'],
    [{ deleteKept: true }, 'delete-kept'],
  ])('does what was asked with %j', (input, id) => {
    expect(plan(exampleFacts('set-backup-plan', 'miniflux', input)).map((step) => step.id)).toEqual([id]);
  });
});

describe('what can be taken back', () => {
  it.each(['restore', 'update', 'roll-back'] as const)('of a %s ends when visitors are in again', (kind) => {
    const steps = plan(exampleFacts(kind, 'miniflux'));
    const first = steps.findIndex((step) => step.irreversible);
    expect(steps[first]?.id).toBe('reopen');
    expect(steps.slice(0, first).map((step) => step.id)).toContain('check-private');
  });
});

function withMigrates(facts: OperationFacts, migrates: boolean): OperationFacts {
  const { target } = facts;
  if (target === null) throw new Error('no target');
  const manifest = { ...target.package.manifest, update: { migrates, parallel: false } };
  return { ...facts, target: { ...target, package: { ...target.package, manifest } } };
}

describe('every plan', () => {
  it.each(operationKind.options)('of %s has steps with names of their own and titles', (kind) => {
    const isAboutHost = ['connect-host', 'disconnect-host', 'open-store'].includes(kind);
    const described = describePlan(exampleFacts(kind, isAboutHost ? null : 'miniflux'));
    expect(described.length).toBeGreaterThan(0);
    expect(new Set(described.map((step) => step.id)).size).toBe(described.length);
    for (const step of described) plannedStep.parse(step);
  });

  it('makes certificates only where the host has names of its own at once', () => {
    const facts = exampleFacts('connect-host', null);
    const withSuffix = { ...facts, host: { ...facts.host, domainSuffix: 'practice.apps.localhost' } };
    expect(describePlan(facts).map((step) => step.id)).not.toContain('authority');
    expect(describePlan(withSuffix).map((step) => step.id)).toContain('authority');
  });
});
