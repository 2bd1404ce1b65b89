// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { hashFiles, linkFiles, listTree, readTreeText, type TreeEntry } from '#agent/host/tree.ts';
import { canonicalListing, digestOf, filesOfListing, sharedWithBase } from '#agent/roots/tree-listing.ts';
import { makeWorkDirectory, sweepWork } from '#agent/roots/work-directory.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { sha256Hex } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { debianSuite } from '#contract/rootd-api.ts';
import { entriesOf } from './entries.ts';
import { explainFailure } from './explain-failure.ts';
import { parseJson } from './json-text.ts';
import { type Repository, restic } from './restic.ts';
import { listSnapshots, resticUnlocked, tags } from './snapshots.ts';

/**
 * The sealed root that an app ran on stands in the repository beside its backups, once for each digest: what the archive
 * no longer has can still be run.
 */
const INSIDE = '/hop3/release';
const PARTS = ['tree', 'listing', 'closure.json'] as const;

/** Nothing when it is there already. */
export async function storeRelease(
  repository: Repository,
  digest: string,
  host: Host,
): Promise<Result<void, Failure>> {
  const tag = tags.ofRelease(digest);
  const there = await listSnapshots(repository, tag, host);
  if (!there.ok) return there;
  if (there.value.length > 0) return ok(undefined);
  const made = await resticUnlocked(
    {
      repository,
      args: ['backup', '--quiet', '--host=hop3', `--tag=${tag}`, ...PARTS],
      directory: INSIDE,
      readOnly: [{ from: `${paths.roots}/${digest}`, to: INSIDE }],
    },
    host,
  );
  if (made.exitCode === 0) return ok(undefined);
  return err(await explainFailure(repository, 'The release that it runs on could not be stored', made, host));
}

const closureFacts = z.object({ suite: debianSuite, base: sha256Hex });

/**
 * Puts the root of that digest into the store of this host, when the repository has it. `found` false: it has not.
 * It is taken only when listing it again gives the digest, and nothing in it is what a seal takes away.
 */
export async function fetchRelease(
  repository: Repository,
  digest: string,
  host: Host,
): Promise<Result<{ found: boolean }, Failure>> {
  const place = `${paths.roots}/${digest}`;
  if (await host.exists(`${place}/closure.json`)) return ok({ found: true });
  const there = await listSnapshots(repository, tags.ofRelease(digest), host);
  if (!there.ok) return there;
  const snapshot = there.value.at(-1);
  if (!snapshot) return ok({ found: false });

  await sweepWork(host);
  const work = await makeWorkDirectory(host);
  try {
    const root = `${work.path}/root`;
    await host.makeDirectory(root, { uid: 0, gid: 0, mode: 0o700 });
    const restored = await restic(
      {
        repository,
        args: ['restore', snapshot.id, '--no-lock', `--target=${INSIDE}`],
        writable: [{ from: root, to: INSIDE }],
        capabilities: ['CAP_DAC_READ_SEARCH', 'CAP_DAC_OVERRIDE', 'CAP_CHOWN', 'CAP_FOWNER', 'CAP_FSETID'],
      },
      host,
    );
    if (restored.exitCode !== 0)
      return err(await explainFailure(repository, 'The release could not be read', restored, host));
    const checked = await checkRoot(root, digest, host);
    if (!checked.ok) return checked;
    await shareWithBase(root, checked.value, host);
    await host.makeDirectory(paths.roots, { mode: 0o700 });
    await host.removeTree(place);
    await host.rename(root, place);
    return ok({ found: true });
  } finally {
    await work.remove();
  }
}

interface CheckedRoot {
  readonly entries: readonly TreeEntry[];
  readonly hashes: ReadonlyMap<string, string>;
  readonly closure: z.infer<typeof closureFacts>;
}

async function checkRoot(root: string, digest: string, host: Host): Promise<Result<CheckedRoot, Failure>> {
  const top = await entriesOf(root, host);
  const isWhole =
    top.get('tree') === 'd' &&
    top.get('listing') === 'f' &&
    top.get('closure.json') === 'f' &&
    top.size === PARTS.length;
  if (!isWhole) return err(notThatRoot('parts of it are missing'));
  const entries = await listTree(`${root}/tree`);
  const hashes = await hashFiles(
    `${root}/tree`,
    entries.filter(({ type }) => type === 'file').map(({ path }) => path),
  );
  if (digestOf(canonicalListing(entries, hashes)) !== digest)
    return err(notThatRoot('its files are not those of its digest'));
  const odd = entries.find(
    ({ type, mode }) =>
      !['file', 'directory', 'link'].includes(type) || (type === 'file' && (mode & 0o6000) !== 0),
  );
  if (odd) return err(notThatRoot('it holds what a sealed root never does'));
  const listing = await readTreeText(root, '/listing');
  if (listing === null || digestOf(listing) !== digest) return err(notThatRoot('its listing is another one'));
  const closure = closureFacts.safeParse(parseJson((await readTreeText(root, '/closure.json')) ?? ''));
  if (!closure.success) return err(notThatRoot('it does not say what it is made of'));
  return ok({ entries, hashes, closure: closure.data });
}

function notThatRoot(why: string): Failure {
  return failure('checksum-mismatch', `The release that was kept with the backup is not used: ${why}.`, {
    remedy: 'Restore with the release that the app’s package gives now.',
  });
}

/** Files that are the same in the base of this host become one with it, as when a root is built here. */
async function shareWithBase(root: string, checked: CheckedRoot, host: Host): Promise<void> {
  const { suite, base } = checked.closure;
  const directory = `${paths.bases}/${suite}/${base}`;
  const listing = await host.readText(`${directory}/listing`);
  if (listing === null) return;
  const shared = sharedWithBase(checked.entries, checked.hashes, filesOfListing(listing));
  await linkFiles(`${root}/tree`, `${directory}/tree`, shared);
}
