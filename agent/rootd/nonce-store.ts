// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';

/**
 * Nonces of tickets that were used, on disk, so that a restart does not make them good again. A nonce is kept until
 * its ticket has expired; then the expiry refuses it.
 */
export class NonceStore {
  readonly #host: Host;
  readonly #beingUsed = new Set<string>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** True the first time only; it is on disk when this returns. */
  async use(nonce: string, keepUntilMs: number): Promise<boolean> {
    if (!/^[A-Za-z0-9_-]{22,64}$/.test(nonce)) return false;
    if (this.#beingUsed.has(nonce)) return false;
    this.#beingUsed.add(nonce);
    try {
      const path = `${paths.nonces}/${nonce}`;
      if (await this.#host.exists(path)) return false;
      await this.#host.makeDirectory(paths.nonces, { mode: 0o700, uid: 0, gid: 0 });
      await this.#host.writeAtomic(path, String(keepUntilMs), { mode: 0o600 });
      return true;
    } finally {
      this.#beingUsed.delete(nonce);
    }
  }

  async prune(): Promise<void> {
    const now = this.#host.nowMs();
    for (const name of await this.#host.list(paths.nonces)) {
      const until = Number(await this.#host.readText(`${paths.nonces}/${name}`));
      if (!(until > now)) await this.#host.removeFile(`${paths.nonces}/${name}`);
    }
  }
}
