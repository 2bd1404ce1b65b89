// SPDX-License-Identifier: AGPL-3.0-or-later
import type { z } from 'zod';
import { hasUnprintable } from '#agent/host/control-characters.ts';
import type { Listener } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { commandArgv } from '#contract/manifest/command.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { ManifestCommand } from '#contract/manifest/run.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { hookName } from '#contract/rootd-api.ts';
import { adminHookEnvironment, urlOf } from '../app-scope.ts';
import { detailOf, type Handler, type RootdContext, recordOf } from '../context.ts';
import { renderEnvFile } from '../env-file.ts';
import { makeOwnAccount } from '../first-start.ts';
import type { InstallationRecord } from '../installation-record.ts';
import type { Secrets } from '../records.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { runInSandbox } from '../run-in-sandbox.ts';

type HookName = z.infer<typeof hookName>;

const HOOK_SECONDS = 300;
/** What makes or changes all tables of a large app takes minutes on a small server. */
const LONG_HOOK_SECONDS = 1800;
const LONG: readonly HookName[] = ['initialise', 'admin-create', 'migrate'];
/** What makes something: done once, never again. */
const ONCE: readonly HookName[] = ['initialise', 'admin-create'];
const ABOUT_ADMIN: readonly HookName[] = ['admin-create', 'admin-verify', 'admin-reset'];
const WITH_ADMIN: readonly HookName[] = ['initialise', ...ABOUT_ADMIN];

/** hook.run: argv comes from the manifest whose digest the ticket names; the caller says the hook's name only. */
export const hookRun: Handler<'hook.run'> = async ({ input, secrets, context, listener }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const { hook } = input;
  const command = commandOf(record.package.manifest, hook);
  const ownAccount = hook === 'admin-create' && record.package.manifest.admin?.env !== undefined;
  if (command === undefined && !ownAccount) return ok({ ran: false });
  if (ONCE.includes(hook) && record.hooksDone.includes(hook)) return ok({ ran: true });
  if (ABOUT_ADMIN.includes(hook) && record.admin === null) return ok({ ran: false });
  if (hook === 'admin-reset') return resetAdmin(record, command ?? '', secrets, context, listener);

  const kept = await context.records.secrets(record.installation);
  const outcome = ownAccount
    ? await makeOwnAccount(record, context, listener)
    : await runHook(
        { record, hook, command: command ?? '', secrets: kept, former: input.former },
        context,
        listener,
      );
  if (!outcome.ok) return outcome;
  if (ONCE.includes(hook)) await context.records.write({ ...record, hooksDone: [...record.hooksDone, hook] });
  return ok({ ran: true });
};

/** The app is given the new password first; it is kept once the app has taken it. */
async function resetAdmin(
  record: InstallationRecord,
  command: ManifestCommand,
  given: Secrets,
  context: RootdContext,
  listener: Listener,
): Promise<Result<{ ran: boolean }, Failure>> {
  const password = given['admin.password'];
  if (!password || hasUnprintable(password))
    return err(
      failure('input-refused', 'admin.password: the new password is missing or has control characters.'),
    );
  const kept = await context.records.secrets(record.installation);
  const secrets = { ...kept, 'admin.password': password };
  const outcome = await runHook({ record, hook: 'admin-reset', command, secrets }, context, listener);
  if (!outcome.ok) return outcome;
  await context.records.writeSecrets(record.installation, secrets);
  return ok({ ran: true });
}

const secondsOf = (hook: HookName): number => (LONG.includes(hook) ? LONG_HOOK_SECONDS : HOOK_SECONDS);

function commandOf(manifest: Manifest, hook: HookName): ManifestCommand | undefined {
  if (hook === 'admin-create') return manifest.admin?.create;
  if (hook === 'admin-verify') return manifest.admin?.verify;
  if (hook === 'admin-reset') return manifest.admin?.reset;
  return manifest.hooks[hook];
}

interface HookRun {
  readonly record: InstallationRecord;
  readonly hook: HookName;
  readonly command: ManifestCommand;
  readonly secrets: Secrets;
  /** The address that its data knows, where that is not its own of before. */
  readonly former?: { readonly domain: string; readonly publicPort: number } | undefined;
}

/** Beside the app's own environment. */
function hookEnvironment({ record, hook, secrets, former }: HookRun): Record<string, string> {
  if (WITH_ADMIN.includes(hook)) return adminHookEnvironment(record, secrets);
  if (hook !== 'domain-changed') return {};
  const before = former ?? { ...record, domain: record.previousDomain ?? record.domain };
  return { HOP3_OLD_URL: urlOf(before), HOP3_URL: urlOf(record) };
}

/** Any of the package’s own commands, as the app’s user in its sandbox. */
export async function runHook(
  run: HookRun,
  context: RootdContext,
  listener: Listener,
): Promise<Result<void, Failure>> {
  const { record, hook, command, secrets } = run;
  const { rootDigest } = record;
  if (rootDigest === null) return err(failure('internal', 'It has no release to run a hook of yet.'));
  const environment = renderEnvFile(hookEnvironment(run));
  if (!environment.ok) return environment;
  const envPath = rootdPaths.hookEnv(record.user, hook);
  await context.host.writeAtomic(envPath, environment.value, { mode: 0o600 });
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
        timeoutSeconds: secondsOf(hook),
      },
      context,
      listener,
    );
    if (result.exitCode === 0) return ok(undefined);
    const how = result.timedOut
      ? `did not end within ${secondsOf(hook)} seconds`
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
