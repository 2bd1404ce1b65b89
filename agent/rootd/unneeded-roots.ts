// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RootdContext } from './context.ts';
import { rootsOf } from './releases.ts';

/**
 * Removes those of the roots that no installation needs: as its current release, a prepared one, or one to go back to.
 * Whoever finds or makes a root points a record at it under the same lock, so none is removed that was just found.
 */
export async function removeUnneededRoots(digests: readonly string[], context: RootdContext): Promise<void> {
  await context.shared.run('roots', async () => {
    const needed = new Set((await context.records.all()).flatMap(rootsOf));
    for (const digest of new Set(digests)) {
      if (!needed.has(digest)) await context.plugins.builder.remove(digest, context.host);
    }
  });
}
