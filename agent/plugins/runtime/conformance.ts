// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { Package } from '#contract/package.ts';
import type { Runtime } from './contract.ts';

/** What every runtime must hold (contract.ts), for packages of every shape. */
export function runtimeConformance(runtime: Runtime, packages: readonly Package[]): void {
  describe(`runtime ${runtime.name}`, () => {
    it.each(packages.map((pack) => [pack.id, pack] as const))('plans %s the same each time', (_, pack) => {
      expect(runtime.plan(pack.manifest)).toEqual(runtime.plan(structuredClone(pack.manifest)));
    });

    it.each(packages.map((pack) => [pack.id, pack] as const))(
      'gives %s services that can be units',
      (_, pack) => {
        const { services, jobs, engineFiles } = runtime.plan(pack.manifest);
        const names = [...services, ...jobs].map((unit) => unit.name);
        expect(new Set(names).size).toBe(names.length);
        for (const service of services) {
          expect(service.name).toMatch(/^[a-z][a-z0-9-]*$/);
          for (const argv of [service.argv, ...service.before.map((step) => step.argv)])
            expect(argv[0]).toMatch(/^\//);
          expect(service.workingDirectory).toMatch(/^\//);
          expect(service.startTimeoutSeconds).toBeGreaterThan(0);
          expect(service.stopTimeoutSeconds).toBeGreaterThan(0);
          for (const needed of service.requires) expect(service.after).toContain(needed);
        }
        for (const job of jobs) {
          expect(job.name).toMatch(/^cron-[a-z][a-z0-9-]*$/);
          expect(job.argv[0]).toMatch(/^\//);
          expect(job.timeoutSeconds).toBeGreaterThan(0);
        }
        for (const file of engineFiles) expect(file.name).toMatch(/^[a-z][a-z0-9.-]*$/);
      },
    );
  });
}
