// SPDX-License-Identifier: AGPL-3.0-or-later
import { commandArgv, processesOf } from '#contract/manifest/command.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { ManifestCommand, ManifestCron, ManifestProcess } from '#contract/manifest/run.ts';
import { calendarOf } from '#contract/manifest/schedule.ts';
import { type Job, REMOVE_STALE_SOCKET, type RootArgv, type Runtime, type Service } from '../contract.ts';

/** A process that runs once to its end may take this long at least: it often migrates a database. */
const ONCE_SECONDS = 600;
const HOOK_SECONDS = 300;

/** Each process of the manifest is one unit, each [[cron]] entry of any app a job. */
export const systemd: Runtime = {
  name: 'systemd',
  plan: (manifest) => {
    const processes = processesOf(manifest);
    return {
      services: processes.map((process) => service(process, processes, manifest)),
      jobs: manifest.cron.map((entry) => job(entry, processes, manifest)),
      engineFiles: [],
    };
  },
};

function job(entry: ManifestCron, all: readonly ManifestProcess[], manifest: Manifest): Job {
  const calendar = calendarOf(entry.schedule);
  if (calendar === null) throw new Error(`a schedule that the schema should have refused: ${entry.schedule}`);
  return {
    name: `cron-${entry.name}`,
    calendar,
    argv: commandArgv(entry.command, manifest.source.type) as [string, ...string[]],
    workingDirectory: manifest.run['working-dir'],
    after: all.filter((process) => process.kind === 'once').map((process) => process.name),
    timeoutSeconds: entry.timeout,
  };
}

function service(process: ManifestProcess, all: readonly ManifestProcess[], manifest: Manifest): Service {
  const { run, hooks, source } = manifest;
  const argv = (command: ManifestCommand): RootArgv =>
    commandArgv(command, source.type) as [string, ...string[]];
  const isWeb = process.kind === 'web';
  const onceFirst =
    process.kind === 'once' ? [] : all.filter((other) => other.kind === 'once').map((other) => other.name);
  const after = [...new Set([...onceFirst, ...process.after])];
  const makesSocket = isWeb && process.listens === 'socket';
  const before: Service['before'][number][] = makesSocket ? [REMOVE_STALE_SOCKET] : [];
  if (isWeb && hooks['before-start'] !== undefined) {
    before.push({ argv: argv(hooks['before-start']), directory: '/package' });
  }
  if (isWeb && run['before-run'] !== undefined) {
    before.push({ argv: argv(run['before-run']), directory: run['working-dir'] });
  }
  return {
    name: process.name,
    kind: process.kind === 'once' ? 'once' : 'daemon',
    argv: argv(process.command),
    before,
    workingDirectory: run['working-dir'],
    after,
    requires: after.filter((name) => all.some((other) => other.name === name && other.kind === 'once')),
    umask: makesSocket ? '0007' : '0027',
    startTimeoutSeconds:
      process.kind === 'once'
        ? Math.max(run['start-timeout'], ONCE_SECONDS)
        : run['start-timeout'] + before.length * HOOK_SECONDS,
    stopSignal: run['stop-signal'],
    stopTimeoutSeconds: run['stop-timeout'],
  };
}
