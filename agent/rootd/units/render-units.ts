// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Job, Service } from '#agent/plugins/runtime/contract.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { bytesOf } from '#contract/manifest/strings.ts';
import { execLine } from './escape.ts';
import { type Directive, type Sandbox, sandboxDirectives } from './sandbox.ts';
import { unitNames } from './unit-names.ts';

export interface UnitFile {
  readonly name: string;
  readonly text: string;
}

export interface UnitInput {
  readonly user: string;
  readonly app: string;
  readonly services: readonly Service[];
  readonly jobs: readonly Job[];
  /** Of the jobs' times; null for the host's own. */
  readonly timezone: string | null;
  readonly limits: Manifest['limits'];
  readonly sandbox: Omit<Sandbox, 'workingDirectory' | 'umask' | 'openFiles'>;
  /** Units of addons that must be there before the app. */
  readonly after: readonly string[];
}

const HEADER = '# Rendered by hop3; changes are overwritten.\n';

/**
 * All unit files of an installation: a slice that carries its limits, a target that starts with the machine, a
 * service for each of its programs, part of the target, and a timer with a service for each of its jobs: the target
 * starts and stops the timers, so a stopped app runs none.
 */
export function renderUnits(input: UnitInput): UnitFile[] {
  const names = unitNames(input.user);
  return [
    { name: names.slice, text: renderSlice(input) },
    { name: names.target, text: renderTarget(input) },
    ...input.services.map((service) => ({
      name: names.service(service.name),
      text: renderService(service, input),
    })),
    ...input.jobs.flatMap((job) => [
      { name: names.service(job.name), text: renderJob(job, input) },
      { name: names.timer(job.name), text: renderTimer(job, input) },
    ]),
  ];
}

function renderSlice({ app, user, limits }: UnitInput): string {
  return section([
    ['Unit', [['Description', `${app} (${user}): limits`]]],
    ['Slice', sliceLimits(limits)],
  ]);
}

function sliceLimits(limits: Manifest['limits']): Directive[] {
  return [
    ['MemoryAccounting', 'yes'],
    ['CPUAccounting', 'yes'],
    ['TasksAccounting', 'yes'],
    ['MemoryMax', String(bytesOf(limits.memory))],
    ['CPUQuota', `${Math.max(1, Math.round(limits.cpu * 100))}%`],
    ['TasksMax', String(limits.processes)],
  ];
}

function renderTarget({ app, user, services, jobs }: UnitInput): string {
  const names = unitNames(user);
  return section([
    [
      'Unit',
      [
        ['Description', `${app} (${user})`],
        ...services.map((service): Directive => ['Wants', names.service(service.name)]),
        ...jobs.map((job): Directive => ['Wants', names.timer(job.name)]),
      ],
    ],
    ['Install', [['WantedBy', 'multi-user.target']]],
  ]);
}

function renderService(service: Service, input: UnitInput): string {
  const names = unitNames(input.user);
  const order = service.after.map(names.service);
  const requires = service.requires.map(names.service);
  const wants = order.filter((name) => !requires.includes(name));
  const unit: Directive[] = [
    ['Description', `${input.app} (${input.user}): ${service.name}`],
    ['PartOf', names.target],
    ['After', ['network.target', 'hop3-firewall.service', ...input.after, ...order].join(' ')],
    ...[...input.after, ...wants].map((name): Directive => ['Wants', name]),
    ...requires.map((name): Directive => ['Requires', name]),
    ['StartLimitIntervalSec', '300'],
    ['StartLimitBurst', '5'],
  ];
  const life: Directive[] =
    service.kind === 'once'
      ? [
          ['Type', 'oneshot'],
          ['RemainAfterExit', 'yes'],
        ]
      : [
          ['Type', 'exec'],
          ['Restart', 'on-failure'],
          ['RestartSec', '2'],
        ];
  return section([
    ['Unit', unit],
    [
      'Service',
      [
        ...life,
        ['Slice', names.slice],
        ...service.before.map(
          ({ argv, directory }): Directive => [
            'ExecStartPre',
            execLine(directory === service.workingDirectory ? argv : inDirectory(directory, argv)),
          ],
        ),
        ['ExecStart', execLine(service.argv)],
        ['TimeoutStartSec', String(service.startTimeoutSeconds)],
        ['TimeoutStopSec', String(service.stopTimeoutSeconds)],
        ['KillSignal', service.stopSignal],
        ['KillMode', 'mixed'],
        ['SyslogIdentifier', names.service(service.name).replace(/\.service$/, '')],
        ['OOMPolicy', 'continue'],
        ...sandboxDirectives({
          ...input.sandbox,
          workingDirectory: service.workingDirectory,
          umask: service.umask,
          openFiles: input.limits['open-files'],
        }),
      ],
    ],
  ]);
}

function renderJob(job: Job, input: UnitInput): string {
  const names = unitNames(input.user);
  const order = job.after.map(names.service);
  return section([
    [
      'Unit',
      [
        ['Description', `${input.app} (${input.user}): ${job.name}`],
        // Stopped with the app; never started by it.
        ['PartOf', names.target],
        ['After', ['network.target', 'hop3-firewall.service', ...input.after, ...order].join(' ')],
        ...input.after.map((name): Directive => ['Wants', name]),
      ],
    ],
    [
      'Service',
      [
        ['Type', 'oneshot'],
        ['Slice', names.slice],
        ['ExecStart', execLine(job.argv)],
        ['TimeoutStartSec', String(job.timeoutSeconds)],
        ['TimeoutStopSec', '30'],
        ['KillMode', 'mixed'],
        ['SyslogIdentifier', names.service(job.name).replace(/\.service$/, '')],
        ['OOMPolicy', 'continue'],
        ...sandboxDirectives({
          ...input.sandbox,
          workingDirectory: job.workingDirectory,
          umask: '0027',
          openFiles: input.limits['open-files'],
        }),
      ],
    ],
  ]);
}

function renderTimer(job: Job, { app, user, timezone }: UnitInput): string {
  const names = unitNames(user);
  return section([
    [
      'Unit',
      [
        ['Description', `${app} (${user}): when ${job.name} runs`],
        ['PartOf', names.target],
      ],
    ],
    [
      'Timer',
      [
        ['OnCalendar', timezone === null ? job.calendar : `${job.calendar} ${timezone}`],
        ['AccuracySec', '15s'],
        ['Unit', names.service(job.name)],
      ],
    ],
  ]);
}

/** A constant script with the directory and the program as its arguments: a unit has one WorkingDirectory for all its programs. */
export function inDirectory(directory: string, argv: readonly string[]): string[] {
  return ['/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', directory, ...argv];
}

function section(parts: readonly (readonly [string, readonly Directive[]])[]): string {
  const bodies = parts.map(([name, directives]) =>
    [`[${name}]`, ...directives.map(([key, value]) => `${key}=${value.replace(/\n/g, ' ')}`)].join('\n'),
  );
  return `${HEADER}${bodies.join('\n\n')}\n`;
}
