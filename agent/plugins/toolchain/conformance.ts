// SPDX-License-Identifier: AGPL-3.0-or-later
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Package } from '#contract/package.ts';
import { BUILD_PATHS, type Registries, type Toolchain } from './contract.ts';

/** A package that the toolchain concerns and can be built. */
export interface ToolchainSubject {
  readonly toolchain: Toolchain;
  readonly pack: Package;
}

export interface ToolchainCheck {
  readonly name: string;
  run(subject: ToolchainSubject): void;
}

const NONE: Registries = { npm: null, pip: null, go: null, maven: null };

function planned({ toolchain, pack }: ToolchainSubject, registries: Registries = NONE) {
  const plan = toolchain.plan(pack, { registries, architecture: 'x64' });
  ok(plan.ok, plan.ok ? '' : plan.error.message);
  return plan.value;
}

/** The suite that every toolchain passes. */
export const toolchainConformance: readonly ToolchainCheck[] = [
  {
    name: 'concerns its package',
    run: ({ toolchain, pack }) => equal(toolchain.concerns(pack), true),
  },
  {
    name: 'gives the same plan for the same package',
    run: (subject) =>
      deepEqual(planned(subject), planned({ ...subject, pack: structuredClone(subject.pack) })),
  },
  {
    name: 'runs programs by absolute path, never a shell',
    run: (subject) => {
      for (const step of planned(subject).steps) {
        ok(step.argv[0].startsWith('/'), step.argv[0]);
        ok(!/\/(?:ba|da|z)?sh$/.test(step.argv[0]), step.argv[0]);
        ok(step.doing.length > 0);
      }
    },
  },
  {
    name: 'names registries in the environment only, and none of its own',
    run: (subject) => {
      const address = 'https://registry.example/some/';
      const plan = planned(subject, { npm: address, pip: address, go: address, maven: address });
      for (const step of plan.steps) {
        ok(!step.argv.some((argument) => argument.includes('://')), step.argv.join(' '));
        const environment = Object.values(
          planned(subject).steps.find((item) => item.doing === step.doing)?.env ?? {},
        );
        ok(!environment.some((value) => value.includes('://')));
      }
    },
  },
  {
    name: 'gives a download cache only to steps that have the network',
    run: (subject) => {
      for (const step of planned(subject).steps) ok(step.cache === null || step.network, step.doing);
    },
  },
  {
    name: 'records what it installs with checksums',
    run: (subject) => {
      const plan = planned(subject);
      for (const item of plan.npm) ok(/^sha(?:256|384|512)-/.test(item.integrity), item.name);
      for (const item of plan.python) ok(item.hashes.length > 0, item.name);
      for (const item of plan.go) ok(item.sum.startsWith('h1:'), item.name);
      for (const item of plan.maven) ok(/^[0-9a-f]{64}$/.test(item.sha256), item.name);
    },
  },
  {
    name: 'writes its files beside one another, not elsewhere',
    run: (subject) => {
      const plan = planned(subject);
      for (const name of [...Object.keys(plan.appFiles), ...Object.keys(plan.inputs)]) {
        ok(/^[a-z][a-z.-]*$/.test(name), `${name} is not a plain name in ${BUILD_PATHS.app}`);
      }
    },
  },
];
