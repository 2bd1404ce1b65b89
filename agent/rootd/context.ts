// SPDX-License-Identifier: AGPL-3.0-or-later

import type { z } from 'zod';
import { withoutUnprintable } from '#agent/host/control-characters.ts';
import type { Host, Listener } from '#agent/host/host.ts';
import type { Plugins } from '#agent/plugins/registry.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RootdVerb, rootdVerbs } from '#contract/rootd-api.ts';
import type { InstallationRecord } from './installation-record.ts';
import type { KeyedMutex } from './keyed-mutex.ts';
import type { Ledger } from './ledger.ts';
import type { Records, Secrets } from './records.ts';

/** What every operation of rootd works with. */
export interface RootdContext {
  readonly host: Host;
  readonly records: Records;
  readonly ledger: Ledger;
  readonly plugins: Plugins;
  /** One at a time for each installation; whoever asks for a verb of one has it already, but for installation.prepare. */
  readonly installations: KeyedMutex;
  /**
   * Shared things, each changed by one operation at a time: `nginx`, `nft`, `mint`, `systemd`, `roots`,
   * `addon-<type>`, `repositories-<installation>`.
   */
  readonly shared: KeyedMutex;
}

export interface Call<V extends RootdVerb> {
  readonly input: z.output<(typeof rootdVerbs)[V]['input']>;
  readonly secrets: Secrets;
  readonly context: RootdContext;
  readonly listener: Listener;
}

/** One verb: done twice it succeeds twice. It holds the installation's lock while it runs. */
export type Handler<V extends RootdVerb> = (
  call: Call<V>,
) => Promise<Result<z.input<(typeof rootdVerbs)[V]['output']>, Failure>>;

/** The record, or the failure that says that there is none. */
export async function recordOf(
  context: RootdContext,
  id: InstallationId,
): Promise<Result<InstallationRecord, Failure>> {
  const record = await context.records.read(id);
  if (record) return ok(record);
  return err(failure('not-found', 'There is no such installation on this server.'));
}

/**
 * The same for what a copy for a rehearsal must never get: it has the address of another installation, and so no route,
 * no certificate and no backups of its own.
 */
export async function routableRecordOf(
  context: RootdContext,
  id: InstallationId,
): Promise<Result<InstallationRecord, Failure>> {
  const record = await recordOf(context, id);
  if (!record.ok || record.value.rehearsalOf === null) return record;
  return err(
    failure(
      'input-refused',
      'This is a copy on which an update is rehearsed: nobody may reach it by an address.',
    ),
  );
}

/** The last part of what a program said, as a failure's detail: printable and short enough. */
export function detailOf(text: string): string {
  return withoutUnprintable(text).slice(-8000);
}

export const done = ok({});
