// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { type Failure, failure, failureSchema } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RootShell } from './root-shell.ts';

/** What bootstrap.mjs prints, a line each (contract/host-bootstrap.ts). */
const bootstrapLine = z.union([
  z.object({ note: z.string().max(4000) }),
  z.object({ log: z.string().max(4000) }),
  z.object({ done: z.literal(true) }),
  z.object({ failed: failureSchema }),
]);

const TIMEOUT_MS = 45 * 60_000;

/** Runs the bootstrap.mjs of a runtime that is on the host: with its input, or with `remove`. Throws SshError. */
export async function runBootstrapScript(
  shell: RootShell,
  asked: {
    /** From runtimeDirectoryOf. */
    readonly runtimeDirectory: string;
    readonly remove?: 'all-but-backups' | 'with-backups';
    readonly stdin?: string;
    readonly onNote: (sentence: string) => void;
    readonly onLog: (line: string) => void;
  },
): Promise<Result<null, Failure>> {
  let outcome: Result<null, Failure> | null = null;
  const output = await shell.run(
    `${asked.runtimeDirectory}/bin/node ${asked.runtimeDirectory}/bootstrap.mjs${asked.remove ? ` remove ${asked.remove}` : ''}`,
    {
      stdin: asked.stdin ?? '',
      timeoutMs: TIMEOUT_MS,
      onLine: (text) => {
        const line = bootstrapLine.safeParse(jsonOf(text));
        if (!line.success) return;
        if ('note' in line.data) asked.onNote(line.data.note);
        else if ('log' in line.data) asked.onLog(line.data.log);
        else outcome = 'failed' in line.data ? err(line.data.failed) : ok(null);
      },
    },
  );
  return (
    outcome ??
    err(
      failure('internal', 'Our set-up program stopped on the server before its end.', {
        remedy: 'Try again. If it stays, report it.',
        detail: output.stderr.slice(-4000) || `exit ${output.exitCode}`,
      }),
    )
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
