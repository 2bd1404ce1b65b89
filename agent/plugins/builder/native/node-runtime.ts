// SPDX-License-Identifier: AGPL-3.0-or-later

import { paths } from '#agent/host/paths.ts';
import { buildFailure } from '#agent/roots/build-failure.ts';
import { oneAtATime } from '#agent/roots/one-at-a-time.ts';
import { BUILD_UID } from '#agent/roots/transient-unit.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { BUILD_PATHS } from '../../toolchain/contract.ts';
import { type BuildContext, runInBuildRoot } from './build-context.ts';

const oneVersionAtATime = oneAtATime();

/** A Node kept for roots: bin/node, and include/ when something was compiled against it. */
export interface CachedNode {
  readonly version: string;
  readonly directory: string;
}

/**
 * Node `wanted` ("24" or "24.21.0") from npm's node-linux-* package. A major version alone is the one that we run on
 * where it fits (those bits came with the agent), else the newest of its line.
 */
export async function provideNode(
  context: BuildContext,
  wanted: { readonly version: string; readonly headers: boolean },
): Promise<Result<CachedNode, Failure>> {
  const exact = await exactVersion(context, wanted.version);
  if (!exact.ok) return exact;
  const version = exact.value.version;
  const directory = `${paths.cache}/node/${version}`;
  return await oneVersionAtATime(version, async () => {
    const { host } = context;
    await host.makeDirectory(`${paths.cache}/node`, { mode: 0o700 });
    const hasHeaders = await host.exists(`${directory}/include/node/node.h`);
    if ((await host.exists(`${directory}/bin/node`)) && (hasHeaders || !wanted.headers))
      return ok({ version, directory });

    const made = `${context.work.path}/node-${version}`;
    await host.makeDirectory(`${made}/bin`, { mode: 0o755 });
    if (exact.value.isOurs && !wanted.headers) {
      const copied = await host.run([
        'cp',
        '--',
        `${context.settings.runtimeDirectory}/bin/node`,
        `${made}/bin/node`,
      ]);
      if (copied.exitCode !== 0) return err(buildFailure('copying Node', copied));
    } else {
      const fetched = await fetchNode(context, version, made);
      if (!fetched.ok) return fetched;
    }
    await host.run(['chmod', '0755', `${made}/bin/node`]);
    await host.removeTree(directory);
    await host.rename(made, directory);
    return ok({ version, directory });
  });
}

async function exactVersion(
  context: BuildContext,
  wanted: string,
): Promise<Result<{ version: string; isOurs: boolean }, Failure>> {
  const asked = await context.host.run([`${context.settings.runtimeDirectory}/bin/node`, '--version']);
  const ours = asked.stdout.trim().replace(/^v/, '');
  if (wanted === ours || (!wanted.includes('.') && ours.startsWith(`${wanted}.`))) {
    return ok({ version: ours, isOurs: true });
  }
  if (wanted.includes('.')) return ok({ version: wanted, isOurs: false });
  const listed = await runNpm(context, 'node-versions', [
    'view',
    `node-linux-${context.npmArchitecture}@${wanted}`,
    'version',
    '--json',
  ]);
  if (listed.exitCode !== 0) return err(buildFailure(`looking for Node ${wanted}`, listed));
  const parsed: unknown = JSON.parse(listed.stdout.trim() || '[]');
  const versions = (Array.isArray(parsed) ? parsed : [parsed]).filter(
    (item): item is string => typeof item === 'string' && /^[0-9]+\.[0-9]+\.[0-9]+$/.test(item),
  );
  const newest = versions.sort(byVersion).at(-1);
  if (newest !== undefined) return ok({ version: newest, isOurs: false });
  return err(
    failure('package-version-gone', `There is no Node ${wanted} to run this app with.`, {
      remedy: 'The app’s package needs mending: tell whoever publishes it.',
    }),
  );
}

function byVersion(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** Installs npm's package as the build user, then takes binary and headers out of it as root. */
async function fetchNode(context: BuildContext, version: string, to: string): Promise<Result<void, Failure>> {
  const { host, work } = context;
  const app = `${work.path}/node-package`;
  await host.removeTree(app);
  await host.makeDirectory(app, { mode: 0o755, uid: BUILD_UID, gid: BUILD_UID });
  const name = `node-linux-${context.npmArchitecture}`;
  const result = await runNpm(
    context,
    'node',
    ['install', '--no-save', '--no-package-lock', '--', `${name}@${version}`],
    app,
  );
  if (result.exitCode !== 0) return err(buildFailure(`fetching Node ${version}`, result));
  const from = `${app}/node_modules/${name}`;
  for (const part of ['bin/node', 'include']) {
    // -P: links of the package are copied as links, never followed.
    const copied = await host.run(['cp', '-RP', '--', `${from}/${part}`, `${to}/${part}`]);
    if (copied.exitCode !== 0) return err(buildFailure(`unpacking Node ${version}`, copied));
  }
  await host.run(['chown', '-Rh', '0:0', '--', to]);
  await host.removeTree(app);
  context.listener.note(`Fetched Node ${version}`);
  return ok(undefined);
}

async function runNpm(context: BuildContext, purpose: string, argv: readonly string[], app?: string) {
  const directory = app ?? `${context.work.path}/npm-${purpose}`;
  if (app === undefined)
    await context.host.makeDirectory(directory, { mode: 0o755, uid: BUILD_UID, gid: BUILD_UID });
  return await runInBuildRoot(context, {
    purpose,
    root: context.base.tree,
    app: directory,
    nodeDirectory: null,
    inputs: null,
    step: {
      doing: purpose,
      argv: [`${BUILD_PATHS.runtime}/bin/node`, `${BUILD_PATHS.runtime}/lib/npm/bin/npm-cli.js`, ...argv],
      env: context.npmEnvironment,
      network: true,
      cache: 'npm',
    },
  });
}
