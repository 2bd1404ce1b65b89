// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Host } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';

const NEEDED = [
  'bin/node',
  'agent.mjs',
  'rootd.mjs',
  'bootstrap.mjs',
  'door.mjs',
  'fetch.mjs',
  'promise.mjs',
];

/**
 * The runtime's directory is named by the digest of its SHA256SUMS, which lists every file. Nothing of it is put to
 * work unless all of them agree and none is there that is not listed.
 */
export async function verifyRuntime(directory: string, host: Host): Promise<Result<void, Failure>> {
  const sums = await host.readText(`${directory}/SHA256SUMS`);
  if (sums === null) return err(unfit('it has no SHA256SUMS'));
  const digest = createHash('sha256').update(sums).digest('hex');
  if (!digest.startsWith(basename(directory))) return err(unfit('its name is not the digest of its files'));
  const listed = new Set(
    sums
      .split('\n')
      .map((line) => line.slice(66))
      .filter((path) => path !== ''),
  );
  const missing = NEEDED.find((path) => !listed.has(path));
  if (missing) return err(unfit(`${missing} is missing`));
  const checked = await host.run(['sha256sum', '--check', '--strict', '--status', 'SHA256SUMS'], {
    cwd: directory,
  });
  if (checked.exitCode !== 0) return err(unfit('a file is not what was sent'));
  const found = await host.run(['find', '.', '-mindepth', '1', '!', '-type', 'd', '-printf', '%y %P\t%l\n'], {
    cwd: directory,
  });
  for (const line of found.stdout.split('\n')) {
    const [path = '', target = ''] = line.slice(2).split('\t');
    const belongs = line.startsWith('f ')
      ? path === 'SHA256SUMS' || listed.has(path)
      : leadsToListed(path, target, listed);
    if (line !== '' && !belongs) return err(unfit(`${path} does not belong to it`));
  }
  const owned = await host.run(['chown', '--recursive', '--no-dereference', 'root:root', directory]);
  if (owned.exitCode !== 0) return err(unfit('its files cannot be given to root'));
  const closed = await host.run(['chmod', '--recursive', 'go-w', directory]);
  return closed.exitCode === 0 ? ok(undefined) : err(unfit('its files cannot be closed to others'));
}

/** npm's own tree has a few links; they are fine when they lead to a file that was verified. */
function leadsToListed(path: string, target: string, listed: ReadonlySet<string>): boolean {
  return target !== '' && !target.startsWith('/') && listed.has(join(dirname(path), target));
}

function unfit(why: string): Failure {
  return failure('checksum-mismatch', `The program that was uploaded is not whole: ${why}.`, {
    remedy: 'Connect the server again: it will be uploaded anew.',
  });
}
