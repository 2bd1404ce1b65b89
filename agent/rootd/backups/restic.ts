// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, RunOptions, RunResult } from '#agent/host/host.ts';
import { type Capability, type IsolatedMount, runIsolated } from '#agent/host/isolated-unit.ts';
import type { RepositoryAccess } from '#agent/plugins/backup/contract.ts';

/** A repository that restic can be let at: its files are placed (open-repository.ts). */
export interface Repository {
  /** Name of the unit: of the installation that is worked on, which has one at a time. */
  readonly unit: string;
  /** Completes sentences: "at backup.example.org". */
  readonly title: string;
  readonly mayDelete: boolean;
  readonly access: RepositoryAccess;
  /** Default root with CAP_DAC_READ_SEARCH and no more. */
  readonly user?: string;
  readonly capabilities?: readonly Capability[];
  /** On the host; root only. */
  readonly passwordFile: string;
  /** Directory of the targets' files on the host, with the `ssh_config` that includes theirs. */
  readonly targets: string;
  /** On the host; null where none is worth it. */
  readonly cache: string | null;
  /** Where the repository's own files are, when that is on this host. */
  readonly directory: string | null;
  /** For restic's own temporary files, on a disk. */
  readonly temporary: string;
}

export interface ResticRun {
  readonly repository: Repository;
  /** Of `copy` and `init`: where it comes from. */
  readonly from?: Repository;
  readonly args: readonly string[];
  readonly readOnly?: readonly IsolatedMount[];
  readonly writable?: readonly IsolatedMount[];
  /** Instead of the repository's. */
  readonly user?: string;
  readonly capabilities?: readonly Capability[];
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutSeconds?: number;
}

export const RESTIC = {
  password: '/hop3/password',
  fromPassword: '/hop3/from-password',
  otherPassword: '/hop3/other-password',
  targets: '/hop3/targets',
  cache: '/hop3/cache',
  temporary: '/hop3/tmp',
} as const;

const HOURS = 3600;
/** A first backup of much data over a slow line. */
const LONGEST_SECONDS = 24 * HOURS;

/** One call of restic, in a unit that sees what it needs and nothing else of the host. */
export async function restic(
  run: ResticRun,
  host: Host,
  options: Pick<RunOptions, 'onLine' | 'keptCharacters'> = {},
): Promise<RunResult> {
  const { repository, from } = run;
  const user = run.user ?? repository.user;
  const accesses = [repository.access, ...(from ? [from.access] : [])];
  const shared = [...new Set(accesses.flatMap((access) => access.options))];
  return runIsolated(
    host,
    {
      name: repository.unit,
      ...(user === undefined ? {} : { user }),
      capabilities: run.capabilities ?? repository.capabilities ?? ['CAP_DAC_READ_SEARCH'],
      argv: [
        '/usr/bin/restic',
        ...shared.flatMap((option) => ['-o', option]),
        `--repo=${repository.access.repository}`,
        ...(from
          ? [`--from-repo=${from.access.repository}`, `--from-password-file=${RESTIC.fromPassword}`]
          : []),
        ...(repository.cache === null ? ['--no-cache'] : []),
        ...run.args,
      ],
      readOnly: [
        { from: repository.passwordFile, to: RESTIC.password },
        ...(from ? [{ from: from.passwordFile, to: RESTIC.fromPassword }] : []),
        { from: repository.targets, to: RESTIC.targets },
        { from: `${repository.targets}/ssh_config`, to: '/etc/ssh/ssh_config' },
        ...(run.readOnly ?? []),
      ],
      writable: unique([
        ...accesses.flatMap((access) => access.binds),
        ...(repository.cache === null ? [] : [{ from: repository.cache, to: RESTIC.cache }]),
        { from: repository.temporary, to: RESTIC.temporary },
        ...(run.writable ?? []),
      ]),
      network: accesses.some((access) => access.network),
      environment: {
        RESTIC_PASSWORD_FILE: RESTIC.password,
        RESTIC_CACHE_DIR: RESTIC.cache,
        TMPDIR: RESTIC.temporary,
        // Once in ten seconds.
        RESTIC_PROGRESS_FPS: '0.1',
        HOME: RESTIC.temporary,
        ...run.environment,
      },
      ...(run.directory === undefined ? {} : { directory: run.directory }),
      timeoutSeconds: run.timeoutSeconds ?? LONGEST_SECONDS,
    },
    options,
  );
}

/** The place itself, asked by what restic reaches it with; null where nothing is in between. */
export async function probePlace(repository: Repository, host: Host): Promise<RunResult | null> {
  const { access, user, targets } = repository;
  if (access.probe === null) return null;
  return runIsolated(host, {
    name: repository.unit,
    argv: access.probe,
    ...(user === undefined ? {} : { user }),
    capabilities: ['CAP_DAC_READ_SEARCH'],
    readOnly: [
      { from: targets, to: RESTIC.targets },
      { from: `${targets}/ssh_config`, to: '/etc/ssh/ssh_config' },
    ],
    writable: [],
    network: true,
    timeoutSeconds: 60,
  });
}

function unique(mounts: readonly IsolatedMount[]): IsolatedMount[] {
  return mounts.filter((mount, index) => mounts.findIndex((other) => other.to === mount.to) === index);
}
