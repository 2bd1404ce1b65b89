// SPDX-License-Identifier: AGPL-3.0-or-later
import { sql } from 'drizzle-orm';
import type { BackupEntry } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import type { HistoryEntry, HistoryPage } from '#contract/history.ts';
import type { InstallationId, OperationId } from '#contract/ids.ts';
import type { OperationKind, OperationState } from '#contract/operation.ts';
import { type Database, inScope, type OrganisationScope } from '#server/database/connection.ts';
import { askedOf } from '#server/operations/asked.ts';

/** Where a page begins: after this place in the order of time. */
interface Place {
  /** As PostgreSQL writes it: milliseconds would lose its order. */
  readonly at: string;
  readonly id: string;
}

/**
 * What was done with an installation, newest first: operations with who asked, what was asked without one or refused,
 * and what its server did by itself. What led to an operation is in it, not beside it.
 */
export async function readHistory(
  db: Database,
  scope: OrganisationScope,
  wanted: { readonly installation: InstallationId; readonly before: string | null; readonly limit: number },
): Promise<HistoryPage> {
  const { installation, limit } = wanted;
  const place = wanted.before === null ? null : placeOf(wanted.before);
  const before = place === null ? sql`` : sql`where (at, id) < (${place.at}::timestamptz, ${place.id})`;
  const rows = await inScope(db, scope, (tx) =>
    tx.execute<Row & Record<string, unknown>>(sql`
      select *, at::text as at_text, extract(epoch from at) * 1000 as at_ms from (
        select 'operation' as type, o.id::text as id, o.created_at as at,
          coalesce((select a.user_name from audit_events a where a.operation_id = o.id and a.accepted = 'yes'
            order by a.at limit 1), u.name) as who,
          o.id as operation, o.kind, o.state, o.input, o.failure, o.retry_of is not null as again,
          o.package #>> '{manifest,metadata,version}' as package_version,
          extract(epoch from o.ended_at - o.started_at) * 1000 as duration_ms,
          null as action, null::boolean as accepted, null::jsonb as entry
        from operations o left join users u on u.id = o.requested_by
        where o.organisation_id = ${scope.organisation} and o.installation_id = ${installation}
        union all
        select 'asked', a.id::text, a.at, a.user_name, a.operation_id, null, null, null, null, null, null, null,
          a.action, a.accepted = 'yes', null
        from audit_events a left join operations o on o.id = a.operation_id
        where a.organisation_id = ${scope.organisation}
          and (a.installation_id = ${installation} or o.installation_id = ${installation})
          and (a.accepted = 'no' or a.operation_id is null or a.action = 'operations.cancel')
        union all
        select 'backup', b.id, b.at, null, null, null, null, null, null, null, null, null, null, null, b.entry
        from backups b
        where b.organisation_id = ${scope.organisation} and b.installation_id = ${installation}
          and b.entry ->> 'reason' = 'scheduled'
      ) as history ${before}
      order by at desc, id desc
      limit ${limit + 1}`),
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    entries: shown.map(entryOf),
    next: rows.length > limit && last !== undefined ? `${last.at_text} ${last.id}` : null,
  };
}

interface Row {
  readonly id: string;
  readonly at_text: string;
  readonly at_ms: string;
  readonly type: HistoryEntry['type'];
  readonly who: string | null;
  readonly operation: OperationId | null;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly input: Record<string, unknown>;
  readonly failure: Failure | null;
  readonly again: boolean;
  readonly package_version: string | null;
  readonly duration_ms: string | null;
  readonly action: string;
  readonly accepted: boolean;
  readonly entry: BackupEntry;
}

function entryOf(row: Row): HistoryEntry {
  const { id, who } = row;
  const atMs = Math.floor(Number(row.at_ms));
  switch (row.type) {
    case 'operation':
      return {
        ...{ type: 'operation', id, atMs, who, operation: id as OperationId },
        ...{ kind: row.kind, state: row.state, failure: row.failure, again: row.again },
        asked: askedOf(row.input, row.package_version),
        durationMs: row.duration_ms === null ? null : Math.round(Number(row.duration_ms)),
      };
    case 'asked':
      return {
        ...{ type: 'asked', id, atMs, who: who ?? '' },
        ...{ action: row.action, accepted: row.accepted, operation: row.operation },
      };
    case 'backup':
      return {
        ...{ type: 'backup', id, atMs, dataBytes: row.entry.dataBytes },
        elsewhere: row.entry.copies.some(({ target }) => target !== 'local'),
      };
  }
}

/** The text that a page gave as `next`: a time, which holds spaces, and an id. */
export const PLACE = /^([0-9]{4}-[0-9: .+-]{10,40}) ([0-9A-Za-z-]{1,64})$/;

function placeOf(text: string): Place | null {
  const [, at, id] = PLACE.exec(text) ?? [];
  return at === undefined || id === undefined ? null : { at, id };
}
