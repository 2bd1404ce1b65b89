// SPDX-License-Identifier: AGPL-3.0-or-later
import type { z } from 'zod';
import type { Listener } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { commandArgv } from '#contract/manifest/command.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { ManifestCommand } from '#contract/manifest/run.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { hookName } from '#contract/rootd-api.ts';
import { adminHookEnvironment } from '../app-scope.ts';
import { detailOf, type Handler, type RootdContext, recordOf } from '../context.ts';
import { renderEnvFile } from '../env-file.ts';
import { makeOwnAccount } from '../first-start.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { runInSandbox } from '../run-in-sandbox.ts';

type HookName = z.infer<typeof hookName>;

const HOOK_SECONDS = 300;
/** What makes something: done once, never again. */
const ONCE: readonly HookName[] = ['initialise', 'admin-create'];
const WITH_ADMIN: readonly HookName[] = ['initialise', 'admin-create', 'admin-verify'];

/** hook.run: argv comes from the manifest whose digest the ticket names; the caller says the hook's name only. */
export const hookRun: Handler<'hook.run'> = async ({ input, context, listener }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const { hook } = input;
  const command = commandOf(record.package.manifest, hook);
  const ownAccount = hook === 'admin-create' && record.package.manifest.admin?.env !== undefined;
  if (command === undefined && !ownAccount) return ok({ ran: false });
  if (ONCE.includes(hook) && record.hooksDone.includes(hook)) return ok({ ran: true });
  if (WITH_ADMIN.includes(hook) && hook !== 'initialise' && record.admin === null) return ok({ ran: false });

  const outcome = ownAccount
    ? await makeOwnAccount(record, context, listener)
    : await runHook(record, hook, command ?? '', context, listener);
  if (!outcome.ok) return outcome;
  if (ONCE.includes(hook)) await context.records.write({ ...record, hooksDone: [...record.hooksDone, hook] });
  return ok({ ran: true });
};

function commandOf(manifest: Manifest, hook: HookName): ManifestCommand | undefined {
  if (hook === 'admin-create') return manifest.admin?.create;
  if (hook === 'admin-verify') return manifest.admin?.verify;
  return manifest.hooks[hook];
}

async function runHook(
  record: InstallationRecord,
  hook: HookName,
  command: ManifestCommand,
  context: RootdContext,
  listener: Listener,
): Promise<Result<void, Failure>> {
  const { rootDigest } = record;
  if (rootDigest === null) return err(failure('internal', 'It has no release to run a hook of yet.'));
  const secrets = await context.records.secrets(record.installation);
  const admin = renderEnvFile(WITH_ADMIN.includes(hook) ? adminHookEnvironment(record, secrets) : {});
  if (!admin.ok) return admin;
  const envPath = rootdPaths.hookEnv(record.user, hook);
  await context.host.writeAtomic(envPath, admin.value, { mode: 0o600 });
  try {
    const result = await runInSandbox(
      {
        record,
        rootDigest,
        secrets,
        name: `hook-${hook}`,
        argv: commandArgv(command, record.package.manifest.source.type),
        directory: '/package',
        environmentFiles: [envPath],
        timeoutSeconds: HOOK_SECONDS,
      },
      context,
      listener,
    );
    if (result.exitCode === 0) return ok(undefined);
    const how = result.timedOut
      ? `did not end within ${HOOK_SECONDS} seconds`
      : `ended with ${result.exitCode ?? result.signal}`;
    return err(
      failure('hook-failed', `The package’s own step “${hook}” ${how}.`, {
        remedy: 'Look at what it said in the details, then try again.',
        detail: detailOf(`${result.stdout}\n${result.stderr}`.trim()),
      }),
    );
  } finally {
    await context.host.removeFile(envPath);
  }
}
