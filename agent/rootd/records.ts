// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { type InstallationId, installationId } from '#contract/ids.ts';
import { secretsMap } from '#contract/rootd-api.ts';
import { type InstallationRecord, installationRecord } from './installation-record.ts';

export type Secrets = Readonly<Record<string, string>>;

/** The registry on disk: one file an installation, its secrets in another. A file that does not parse is a bug and throws. */
export class Records {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async read(id: InstallationId): Promise<InstallationRecord | null> {
    const text = await this.#host.readText(paths.record(id));
    return text === null ? null : installationRecord.parse(JSON.parse(text));
  }

  async all(): Promise<InstallationRecord[]> {
    const records: InstallationRecord[] = [];
    for (const name of await this.#host.list(paths.registry)) {
      const id = installationId.safeParse(name.replace(/\.json$/, ''));
      const record = id.success && name.endsWith('.json') ? await this.read(id.data) : null;
      if (record) records.push(record);
    }
    return records;
  }

  async write(record: InstallationRecord): Promise<void> {
    await this.#host.makeDirectory(paths.registry, { mode: 0o700, uid: 0, gid: 0 });
    await this.#host.writeAtomic(paths.record(record.installation), JSON.stringify(record), { mode: 0o600 });
  }

  async remove(id: InstallationId): Promise<void> {
    await this.#host.removeFile(paths.secrets(id));
    await this.#host.removeFile(paths.record(id));
  }

  async secrets(id: InstallationId): Promise<Secrets> {
    const text = await this.#host.readText(paths.secrets(id));
    return text === null ? {} : z.record(z.string(), z.string()).parse(JSON.parse(text));
  }

  async writeSecrets(id: InstallationId, secrets: Secrets): Promise<void> {
    await this.#host.makeDirectory(paths.secretsDirectory, { mode: 0o700, uid: 0, gid: 0 });
    await this.#host.writeAtomic(paths.secrets(id), JSON.stringify(secretsMap.parse(secrets)), {
      mode: 0o600,
    });
  }
}
