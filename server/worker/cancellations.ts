// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationId } from '#contract/ids.ts';
import type { Database } from '#server/database/connection.ts';
import { cancelRequested } from '#server/deploy/queries.ts';

/**
 * Tells running operations that a person cancelled them: at once by NOTIFY (`heard`), and by asking every few seconds
 * in case a notification was lost.
 */
export class Cancellations {
  readonly #db: Database;
  readonly #controllers = new Map<OperationId, AbortController>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** A signal that lives until `forget`. */
  signal(operation: OperationId): AbortSignal {
    const known = this.#controllers.get(operation);
    if (known !== undefined) return known.signal;
    const controller = new AbortController();
    this.#controllers.set(operation, controller);
    return controller.signal;
  }

  forget(operation: OperationId): void {
    this.#controllers.delete(operation);
  }

  async look(ids: readonly OperationId[] = [...this.#controllers.keys()]): Promise<void> {
    const ours = ids.filter((id) => this.#controllers.has(id));
    for (const id of await cancelRequested(this.#db, ours)) {
      this.#controllers.get(id)?.abort(new Error('cancelled by a person'));
    }
  }
}
