// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Host, Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { rootdPaths } from '#agent/rootd/rootd-paths.ts';
import type { TicketCheck } from '#agent/rootd/ticket-check.ts';
import { readBuildSettings, readTrust } from '#agent/rootd/trust.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { type BootstrapInput, bootstrapInput } from '#contract/host-bootstrap.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { type DoorInput, doorRequest } from '#contract/runtime-door.ts';
import { BRIDGE_KEYS } from './accounts.ts';

const LONGEST_LINE = 16 * 1024;

/** What is done next, by which runtime: bootstrap.mjs with these arguments and this on its standard input. */
export interface Bootstrap {
  readonly runtimeDirectory: string;
  readonly args: readonly string[];
  readonly stdin: string;
}

/**
 * Reads a request (contract/runtime-door.ts) and what follows it. Nothing is written before its ticket was taken, and
 * nothing of an archive is unpacked before its digest is the one that was signed.
 */
export async function openDoor(
  chunks: AsyncIterator<Uint8Array>,
  parts: { readonly host: Host; readonly tickets: Pick<TicketCheck, 'use'>; readonly listener: Listener },
): Promise<Result<Bootstrap, Failure>> {
  const { host, tickets, listener } = parts;
  const asked = await readLine(chunks);
  const request = doorRequest.safeParse(asked.line);
  if (!request.success)
    return err(failure('input-refused', 'The server did not understand what was asked at its door.'));
  const { verb, ticket } = request.data;
  const taken = await tickets.use({
    ...{ ticket, verb, input: request.data.input },
    ...{ installation: null, packageDigests: null },
  });
  if (!taken.ok) return taken;
  if (request.data.verb === 'runtime.remove') {
    const { deleteBackups } = request.data.input;
    return ok({
      runtimeDirectory: paths.currentRuntime,
      args: ['remove', deleteBackups ? 'with-backups' : 'all-but-backups'],
      stdin: '',
    });
  }
  const told = await asToldBefore(`${paths.runtime}/${request.data.input.runtime}`, host);
  const placed = await placeRuntime(request.data.input, asked.rest, host, listener);
  if (!placed.ok) return placed;
  return ok({ runtimeDirectory: told.runtimeDirectory, args: [], stdin: JSON.stringify(told) });
}

/** What set-up was told when this host was connected; a renewal changes nothing of it. */
async function asToldBefore(runtimeDirectory: string, host: Host): Promise<BootstrapInput> {
  const { version: _, ...trust } = await readTrust(host);
  const { caBundle: __, ...settings } = await readBuildSettings(host);
  const keys = (await host.readText(BRIDGE_KEYS)) ?? '';
  const ca = (await host.readText(rootdPaths.bootstrapCa)) ?? '';
  return bootstrapInput.parse({
    ...trust,
    ...settings,
    bridgePublicKey: /ssh-ed25519 [A-Za-z0-9+/=]+/.exec(keys)?.[0],
    extraCaPem: ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
    runtimeDirectory,
  });
}

async function placeRuntime(
  asked: DoorInput<'runtime.replace'>,
  bytes: AsyncIterable<Uint8Array>,
  host: Host,
  listener: Listener,
): Promise<Result<void, Failure>> {
  const directory = `${paths.runtime}/${asked.runtime}`;
  // Of this request alone; set-up removes what a killed one left.
  const unpacked = `${directory}.${randomUUID()}`;
  const archive = `${unpacked}.tar.gz`;
  try {
    listener.note('Taking the program in');
    const sha256 = await writeArchive(archive, bytes, asked.archive.bytes);
    if (sha256 !== asked.archive.sha256) return err(notWhole('it is not what was signed'));
    await host.makeDirectory(unpacked, { uid: 0, gid: 0, mode: 0o755 });
    const done = await host.run(['tar', '-xzf', archive, '--no-same-owner', '-C', unpacked]);
    if (done.exitCode !== 0) return err(notWhole(done.stderr.slice(-500)));
    // What is there already may be the runtime that runs: it is left alone when it is the same.
    const same = await host.run(['diff', '--recursive', '--brief', unpacked, directory]);
    if (same.exitCode === 0) return ok(undefined);
    await host.removeTree(directory);
    await host.rename(unpacked, directory);
    return ok(undefined);
  } finally {
    await host.removeFile(archive);
    await host.removeTree(unpacked);
  }
}

/** Writes exactly `size` bytes to a new file that only root reads; gives their sha256. */
async function writeArchive(path: string, bytes: AsyncIterable<Uint8Array>, size: number): Promise<string> {
  const hash = createHash('sha256');
  const enough = async function* () {
    let left = size;
    for await (const chunk of bytes) {
      const taken = chunk.subarray(0, left);
      hash.update(taken);
      yield taken;
      left -= taken.length;
      if (left === 0) return;
    }
  };
  await pipeline(enough, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return hash.digest('hex');
}

function notWhole(why: string): Failure {
  return failure('checksum-mismatch', 'The program that was sent is not whole.', {
    remedy: 'Try again.',
    detail: why,
  });
}

/** The first line as JSON (undefined when it is none), and what comes after it. */
async function readLine(
  chunks: AsyncIterator<Uint8Array>,
): Promise<{ line: unknown; rest: AsyncIterable<Uint8Array> }> {
  let start = Buffer.alloc(0);
  let end = -1;
  while (end < 0 && start.length <= LONGEST_LINE) {
    const next = await chunks.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
    end = start.indexOf('\n');
  }
  const after = end < 0 ? Buffer.alloc(0) : start.subarray(end + 1);
  const rest = async function* () {
    if (after.length > 0) yield after as Uint8Array;
    for (;;) {
      const next = await chunks.next();
      if (next.done) return;
      yield next.value;
    }
  };
  return { line: end < 0 ? undefined : parseJson(start.subarray(0, end).toString('utf8')), rest: rest() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
