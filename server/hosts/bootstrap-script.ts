// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { err, type Result } from '#contract/result.ts';
import { BootstrapLines, type BootstrapListener } from './bootstrap-lines.ts';
import type { RootShell } from './root-shell.ts';

export const BOOTSTRAP_TIMEOUT_MS = 45 * 60_000;

/** Runs the bootstrap.mjs of a runtime that is on the host: with its input, or with `remove`. Throws SshError. */
export async function runBootstrapScript(
  shell: RootShell,
  asked: BootstrapListener & {
    /** From runtimeDirectoryOf. */
    readonly runtimeDirectory: string;
    readonly remove?: 'all-but-backups' | 'with-backups';
    readonly stdin?: string;
  },
): Promise<Result<null, Failure>> {
  const lines = new BootstrapLines(asked);
  const output = await shell.run(
    `${asked.runtimeDirectory}/bin/node ${asked.runtimeDirectory}/bootstrap.mjs${asked.remove ? ` remove ${asked.remove}` : ''}`,
    {
      stdin: asked.stdin ?? '',
      timeoutMs: BOOTSTRAP_TIMEOUT_MS,
      onLine: (text) => lines.take(text),
    },
  );
  return (
    lines.outcome ??
    err(
      failure('internal', 'Our set-up program stopped on the server before its end.', {
        remedy: 'Try again. If it stays, report it.',
        detail: output.stderr.slice(-4000) || `exit ${output.exitCode}`,
      }),
    )
  );
}
