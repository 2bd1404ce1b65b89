// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationId, OperationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
} from '#server/database/connection.ts';
import { insertOperation, type NewOperation, unlessBusy } from '#server/operations/commands.ts';
import { type InstallationHead, installationHead } from './queries.ts';

export interface InstallationCommand {
  readonly db: Database;
  readonly scope: OrganisationScope;
  readonly installation: InstallationId;
}

export type Begun = Result<{ operation: OperationId; installation: InstallationId }, SiteError>;
type Work = Pick<NewOperation, 'kind' | 'input' | 'package' | 'packageDigest' | 'rehearsalId'>;

/**
 * Writes the intent to do something with an installation. `decide` refuses, or says what the operation is and changes
 * rows beside it: all of it or nothing is written, and nothing while another operation is at work on it.
 */
export function beginOperation(
  { db, scope, installation }: InstallationCommand,
  decide: (tx: Transaction, head: InstallationHead) => Promise<Result<Work, SiteError>>,
): Promise<Begun> {
  return unlessBusy(() =>
    inScope(db, scope, async (tx): Promise<Begun> => {
      const head = await installationHead(tx, scope, installation);
      if (head === null) return err({ kind: 'not-found', what: 'app' });
      const decided = await decide(tx, head);
      if (!decided.ok) return decided;
      const { hostId, id, app, title } = head;
      const operation = await insertOperation(tx, scope, {
        ...{ hostId, installationId: id, app, subject: title },
        ...decided.value,
      });
      return ok({ operation, installation });
    }),
  );
}
