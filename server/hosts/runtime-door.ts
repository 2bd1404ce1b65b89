// SPDX-License-Identifier: AGPL-3.0-or-later
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type Failure, failure } from '#contract/failure.ts';
import { err, type Result } from '#contract/result.ts';
import { DOOR_COMMAND, type DoorRequest } from '#contract/runtime-door.ts';
import { BootstrapLines, type BootstrapListener } from './bootstrap-lines.ts';
import { BOOTSTRAP_TIMEOUT_MS } from './bootstrap-script.ts';
import type { SshConnection } from './ssh-connection.ts';

/**
 * Has our program on a connected host renewed (with the archive that the ticket is for) or taken off
 * (contract/runtime-door.ts). `agent-outdated`: what runs there has no door. Throws SshError.
 */
export async function askAtDoor(
  connection: SshConnection,
  asked: BootstrapListener & { readonly request: DoorRequest; readonly archivePath?: string },
): Promise<Result<null, Failure>> {
  const { request, archivePath } = asked;
  const lines = new BootstrapLines(asked);
  const output = await connection.run(DOOR_COMMAND, {
    stdin: Readable.from(said(request, archivePath)),
    timeoutMs: BOOTSTRAP_TIMEOUT_MS,
    onLine: (text) => lines.take(text),
  });
  if (lines.outcome !== null) return lines.outcome;
  if (output.stdout.startsWith('HTTP/1.1 ')) {
    return err(
      failure('agent-outdated', 'The program on the server is from before it could be renewed this way.', {
        remedy: 'Disconnect the server and connect it again.',
      }),
    );
  }
  return err(
    failure('host-unreachable', 'The server did not finish what was asked at its door.', {
      remedy: 'Try again in a moment.',
      detail: output.stderr.slice(-4000) || `exit ${output.exitCode}`,
    }),
  );
}

async function* said(request: DoorRequest, archivePath: string | undefined): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(request)}\n`);
  if (archivePath === undefined) return;
  // The type is Buffer unless an encoding is set.
  yield* createReadStream(archivePath, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
}
