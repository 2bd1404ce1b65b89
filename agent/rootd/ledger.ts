// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { type InstallationId, installationId } from '#contract/ids.ts';
import { UIDS } from './mint.ts';
import { rootdPaths } from './rootd-paths.ts';

const minted = z.strictObject({
  installation: installationId,
  user: z.string(),
  uid: z.int(),
  port: z.int().nullable(),
});
export type Minted = z.infer<typeof minted>;

const ledgerFile = z.strictObject({ version: z.literal(1), nextUid: z.int(), minted: z.array(minted) });

/**
 * What was ever minted on this host. It outlives installations: a uid that owned files once is never given to
 * another, and the inventory knows for whom to look after an installation is gone.
 */
export class Ledger {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async find(id: InstallationId): Promise<Minted | null> {
    const { minted: all } = await this.#read();
    return all.findLast((entry) => entry.installation === id) ?? null;
  }

  async users(): Promise<ReadonlySet<string>> {
    return new Set((await this.#read()).minted.map((entry) => entry.user));
  }

  /** The next uid; null when the range is used up. Kept before anything is made with it. */
  async mint(entry: Omit<Minted, 'uid'>, isFree: (uid: number) => Promise<boolean>): Promise<Minted | null> {
    const ledger = await this.#read();
    let uid = ledger.nextUid;
    while (uid <= UIDS.last && !(await isFree(uid))) uid += 1;
    if (uid > UIDS.last) return null;
    const made = { ...entry, uid };
    await this.#host.writeAtomic(
      rootdPaths.ledger,
      JSON.stringify({ version: 1, nextUid: uid + 1, minted: [...ledger.minted, made] }),
      { mode: 0o600 },
    );
    return made;
  }

  async #read(): Promise<z.infer<typeof ledgerFile>> {
    const text = await this.#host.readText(rootdPaths.ledger);
    return text === null
      ? { version: 1, nextUid: UIDS.first, minted: [] }
      : ledgerFile.parse(JSON.parse(text));
  }
}
