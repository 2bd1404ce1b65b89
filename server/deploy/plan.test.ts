// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { operationKind, plannedStep } from '#contract/operation.ts';
import { exampleFacts } from './example-facts.ts';
import { describePlan, plan } from './plan.ts';

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

describe('every plan', () => {
  it.each(operationKind.options)('of %s has steps with names of their own and titles', (kind) => {
    const isAboutHost = kind === 'connect-host' || kind === 'disconnect-host';
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
