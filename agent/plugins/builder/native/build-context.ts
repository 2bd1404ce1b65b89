// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, Listener, RunResult } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { Base } from '#agent/roots/base.ts';
import { buildFailure } from '#agent/roots/build-failure.ts';
import { BUILD_UID, BUILD_USER, buildUnit, runUnit } from '#agent/roots/transient-unit.ts';
import type { WorkDirectory } from '#agent/roots/work-directory.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { BUILD_PATHS, type BuildStep } from '../../toolchain/contract.ts';
import type { BuildSettings } from '../contract.ts';

/** What all parts of one build share. */
export interface BuildContext {
  readonly host: Host;
  readonly listener: Listener;
  readonly settings: BuildSettings;
  readonly base: Base;
  readonly work: WorkDirectory;
  /** x64 or arm64, as npm names it. */
  readonly npmArchitecture: string;
  readonly npmEnvironment: Readonly<Record<string, string>>;
}

/** systemd starts units only for accounts that the host knows: makes hop3-build when it is missing. */
export async function ensureBuildUser(host: Host): Promise<Result<void, Failure>> {
  const known = await host.run(['getent', 'passwd', String(BUILD_UID)]);
  const name = known.stdout.split(':')[0];
  if (name === BUILD_USER) return ok(undefined);
  if (name) {
    return err(
      failure(
        'host-unsuitable',
        `The account ${name.slice(0, 40)} of the server has the number ${BUILD_UID}, which builds need.`,
        {
          remedy: 'Give that account another number, then try again.',
        },
      ),
    );
  }
  const made = await host.run([
    'useradd',
    '--system',
    '--uid',
    String(BUILD_UID),
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    BUILD_USER,
  ]);
  return made.exitCode === 0
    ? ok(undefined)
    : err(buildFailure('making the account that builds run as', made));
}

/** Runs one step of foreign code as the build user; `app` of the host is /opt/app to it, all else is read-only. */
export async function runInBuildRoot(
  context: BuildContext,
  run: {
    readonly purpose: string;
    readonly root: string;
    readonly app: string;
    readonly nodeDirectory: string | null;
    readonly inputs: string | null;
    readonly step: BuildStep;
  },
): Promise<RunResult> {
  const { host, settings, step } = { ...context, step: run.step };
  const cache = step.cache === null ? null : `${paths.cache}/${step.cache}`;
  if (cache !== null && !(await host.exists(cache))) {
    await host.makeDirectory(cache, { mode: 0o700, uid: BUILD_UID, gid: BUILD_UID });
  }
  return await runUnit(
    host,
    buildUnit({
      name: context.work.unit(run.purpose),
      root: run.root,
      command: step.argv,
      env: step.env,
      network: step.network,
      workingDirectory: BUILD_PATHS.app,
      readOnlyBinds: [
        { host: settings.runtimeDirectory, inRoot: BUILD_PATHS.runtime },
        { host: settings.caBundle, inRoot: '/etc/ssl/certs/ca-certificates.crt' },
        ...(run.nodeDirectory === null ? [] : [{ host: run.nodeDirectory, inRoot: BUILD_PATHS.node }]),
        ...(run.inputs === null ? [] : [{ host: run.inputs, inRoot: BUILD_PATHS.input }]),
        ...(step.network
          ? [
              { host: '/etc/resolv.conf', inRoot: '/etc/resolv.conf' },
              { host: '/etc/hosts', inRoot: '/etc/hosts' },
            ]
          : []),
      ],
      binds: [
        { host: run.app, inRoot: BUILD_PATHS.app },
        ...(cache === null ? [] : [{ host: cache, inRoot: `${BUILD_PATHS.cache}` }]),
      ],
    }),
    { onLine: context.listener.log },
  );
}
