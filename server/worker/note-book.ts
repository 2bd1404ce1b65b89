// SPDX-License-Identifier: AGPL-3.0-or-later
import { noteOperation, type OperationClaim } from '#server/deploy/commands.ts';
import type { OperationNotes } from '#server/deploy/operation-notes.ts';
import { persistently } from './persistently.ts';
import type { WorkerServices } from './services.ts';

/** What the steps of a running operation learned: written down before it counts. */
export class NoteBook {
  readonly #services: WorkerServices;
  readonly #claim: OperationClaim;
  #value: OperationNotes;

  constructor(services: WorkerServices, claim: OperationClaim, known: OperationNotes) {
    this.#services = services;
    this.#claim = claim;
    this.#value = known;
  }

  get value(): OperationNotes {
    return this.#value;
  }

  async add(learned: OperationNotes): Promise<void> {
    await persistently(this.#services, () => noteOperation(this.#services.db, this.#claim, learned));
    this.#value = { ...this.#value, ...learned };
  }
}
