// SPDX-License-Identifier: AGPL-3.0-or-later

import { done, type Handler, type RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';

/** root.release: lets go of the root; it goes when no other installation uses it. */
export const rootRelease: Handler<'root.release'> = async ({ input, context }) => {
  const record = await context.records.read(input.installation);
  if (record) await releaseRoot(record, context);
  return done;
};

export async function releaseRoot(record: InstallationRecord, context: RootdContext): Promise<void> {
  const digest = record.rootDigest;
  if (digest === null) return;
  await context.shared.run('roots', async () => {
    const others = (await context.records.all()).filter(
      (other) => other.installation !== record.installation,
    );
    if (!others.some((other) => other.rootDigest === digest))
      await context.plugins.builder.remove(digest, context.host);
    await context.records.write({ ...record, rootDigest: null, rootVersion: null });
  });
}
