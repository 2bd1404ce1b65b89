// SPDX-License-Identifier: AGPL-3.0-or-later
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { AgentRuntime } from './agent-runtime.ts';
import type { RootShell } from './root-shell.ts';

const MEGABYTE = 1_000_000;

/** Where a runtime stands on a host. */
export function runtimeDirectoryOf(digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error('not a digest');
  return `/opt/hop3/runtime/${digest}`;
}

/**
 * Puts the runtime on a host, unless it is there and whole. It gets its final name only once every file has the
 * digest that its name stands for. Throws SshError.
 */
export async function uploadRuntime(
  shell: RootShell,
  runtime: AgentRuntime,
  onNote: (sentence: string) => void,
): Promise<Result<{ uploaded: boolean }, Failure>> {
  const directory = runtimeDirectoryOf(runtime.digest);
  if ((await shell.run(`sh -c '${verifyIn(directory, runtime.digest)}'`)).exitCode === 0) {
    onNote('The program that does the work is already there.');
    return ok({ uploaded: false });
  }
  const { size } = await stat(runtime.archivePath);
  const unpacked = await shell.run(
    `sh -c 'umask 022; rm -rf ${directory} ${directory}.part && mkdir -p ${directory}.part && cd ${directory}.part && tar -xz --no-same-owner -f - && ${verifyIn(`${directory}.part`, runtime.digest)} && sync -f . && mv -T ${directory}.part ${directory}'`,
    { stdin: counted(runtime.archivePath, size, onNote), timeoutMs: 30 * 60_000 },
  );
  if (unpacked.exitCode === 0) return ok({ uploaded: true });
  return err(
    failure('host-unsuitable', 'Our program could not be put on the server.', {
      remedy: 'Look whether the disk is full or /opt is read-only, then try again.',
      detail: unpacked.stderr.slice(-2000),
    }),
  );
}

const verifyIn = (directory: string, digest: string): string =>
  `cd ${directory} && echo "${digest}  SHA256SUMS" | sha256sum -c --status && sha256sum -c --status SHA256SUMS`;

async function* counted(
  path: string,
  size: number,
  onNote: (sentence: string) => void,
): AsyncGenerator<Uint8Array> {
  const total = Math.ceil(size / MEGABYTE);
  let sent = 0;
  let told = 0;
  // The type is Buffer unless an encoding is set.
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    yield chunk;
    sent += chunk.length;
    if (sent - told < 10 * MEGABYTE && sent < size) continue;
    told = sent;
    onNote(`Uploaded ${Math.floor(sent / MEGABYTE)} of ${total} MB`);
  }
}
