// SPDX-License-Identifier: AGPL-3.0-or-later
import { dirname } from 'node:path';
import type { FileOwner, Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { EngineFile } from '#agent/plugins/runtime/contract.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { interpolate, referencedNames } from '#contract/manifest/interpolate.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { accountFiles, appPaths, filePath } from './app-layout.ts';
import { environmentOf, scopeOf } from './app-scope.ts';
import { renderEnvFile } from './env-file.ts';
import type { InstallationRecord } from './installation-record.ts';
import type { Secrets } from './records.ts';
import { rootdPaths } from './rootd-paths.ts';
import { stateOf } from './state-layout.ts';
import { wayInAtBoot } from './way-in.ts';

/** A file of an installation as it will stand on the host. All are in directories that only root can write. */
export interface WantedFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly owner: Required<FileOwner>;
  /** Left alone when it is there. */
  readonly once: boolean;
  /** What its template refers to. */
  readonly refersTo: readonly string[];
}

/** Everything that `configure` writes but units. Pure. Failures: input-refused with the name of the file. */
export function wantedFiles(
  record: InstallationRecord,
  secrets: Secrets,
  engineFiles: readonly EngineFile[],
): Result<WantedFile[], Failure> {
  const { user, uid } = record;
  const root = { uid: 0, gid: 0 };
  const always = { once: false, refersTo: [] };
  const accounts = accountFiles(record);
  const environment = environmentOf(record, secrets);
  if (!environment.ok) return environment;
  const envText = renderEnvFile(environment.value);
  if (!envText.ok) return envText;

  const files: WantedFile[] = [
    { path: appPaths.passwd(user), content: accounts.passwd, owner: { ...root, mode: 0o644 }, ...always },
    { path: appPaths.group(user), content: accounts.group, owner: { ...root, mode: 0o644 }, ...always },
    { path: appPaths.hosts(user), content: accounts.hosts, owner: { ...root, mode: 0o644 }, ...always },
    { path: rootdPaths.appEnv(user), content: envText.value, owner: { ...root, mode: 0o600 }, ...always },
    ...engineFiles.map((file) => ({
      path: `${rootdPaths.engine(user)}/${file.name}`,
      content: file.text.replaceAll('${port}', String(record.port ?? '')),
      owner: { ...root, mode: 0o644 },
      ...always,
    })),
    ...Object.entries(record.package.files).map(([path, base64]) => {
      const content = Buffer.from(base64, 'base64');
      const mode = content.subarray(0, 2).toString('latin1') === '#!' ? 0o755 : 0o644;
      return { path: `${paths.package(user)}/${path}`, content, owner: { ...root, mode }, ...always };
    }),
  ];

  const scope = scopeOf(record, secrets);
  for (const file of record.package.manifest.files) {
    const base64 = record.package.files[file.template];
    if (base64 === undefined) {
      return err(
        failure('input-refused', `The package says template ${file.template} but does not have it.`),
      );
    }
    const template = Buffer.from(base64, 'base64').toString('utf8');
    const text = interpolate(template, scope);
    if (!text.ok) return err(failure('input-refused', `${file.template}: ${text.error.message}.`));
    files.push({
      path: filePath(user, file.to),
      content: text.value,
      owner: { uid: file.owner === 'app' ? uid : 0, gid: uid, mode: Number.parseInt(file.mode, 8) },
      once: file.when === 'install',
      refersTo: referencedNames(template),
    });
  }
  return ok(files);
}

/** Directories that an installation has from its reservation on, parents first. */
export function wantedDirectories(
  record: Pick<InstallationRecord, 'user' | 'uid' | 'databaseName' | 'generation'>,
  proxyGroup: number,
) {
  const { user, uid } = record;
  const state = stateOf(record);
  const root = { uid: 0, gid: 0 };
  return [
    { path: paths.installations, owner: { ...root, mode: 0o700 } },
    { path: paths.installation(user), owner: { ...root, mode: 0o700 } },
    { path: state.data, owner: { uid, gid: uid, mode: 0o700 } },
    { path: state.volumes, owner: { ...root, mode: 0o700 } },
    { path: paths.config(user), owner: { uid: 0, gid: uid, mode: 0o750 } },
    { path: paths.package(user), owner: { ...root, mode: 0o755 } },
    { path: rootdPaths.engine(user), owner: { ...root, mode: 0o755 } },
    { path: rootdPaths.files(user), owner: { ...root, mode: 0o755 } },
    { path: rootdPaths.etc(user), owner: { ...root, mode: 0o755 } },
    { path: dirname(paths.run(user)), owner: { ...root, mode: 0o755 } },
    { path: paths.run(user), owner: { uid, gid: proxyGroup, mode: 0o2750 } },
  ];
}

/** Makes its socket directory and the proxy's way in again at boot: /run is empty then. */
export function tmpfilesText(record: InstallationRecord): string {
  return `# Rendered by hop3; changes are overwritten.\nd ${paths.run(record.user)} 2750 ${record.user} hop3-proxy -\n${wayInAtBoot(record)}`;
}

export async function placeFiles(files: readonly WantedFile[], host: Host): Promise<void> {
  for (const file of files) {
    if (file.once && (await host.exists(file.path))) continue;
    await host.makeDirectory(dirname(file.path));
    await host.writeAtomic(file.path, file.content, file.owner);
  }
}
