// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { runBootstrapScript } from './bootstrap-script.ts';
import type { RootShell } from './root-shell.ts';
import { runtimeDirectoryOf } from './upload-runtime.ts';

/** Takes our programs off a host: users, units, state, runtime; backups when asked. Nothing there: done. Throws SshError. */
export async function removeAgent(
  shell: RootShell,
  { deleteBackups, say }: { readonly deleteBackups: boolean; readonly say: (sentence: string) => void },
): Promise<Result<void, Failure>> {
  const listing = await shell.run('ls -1t /opt/hop3/runtime');
  const newest = listing.stdout.split('\n').find((name) => /^[0-9a-f]{64}$/.test(name));
  if (newest === undefined) return ok(undefined);
  const done = await runBootstrapScript(shell, {
    runtimeDirectory: runtimeDirectoryOf(newest),
    remove: deleteBackups ? 'with-backups' : 'all-but-backups',
    onNote: say,
    onLog: say,
  });
  return done.ok ? ok(undefined) : done;
}
