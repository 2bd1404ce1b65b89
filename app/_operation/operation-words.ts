// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationKind, OperationState } from '#contract/operation.ts';
import type { OperationView } from '#contract/site-api/operations.ts';

interface KindWords {
  /** While it goes: "Installing Miniflux". */
  going: (subject: string) => string;
  done: (subject: string) => string;
  failed: (subject: string) => string;
  cancelled: (subject: string) => string;
  /** In a history. */
  noun: string;
}

const operationKinds = {
  install: {
    going: (subject) => `Installing ${subject}`,
    done: (subject) => `${subject} is ready`,
    failed: (subject) => `${subject} was not installed`,
    cancelled: (subject) => `The install of ${subject} was cancelled`,
    noun: 'Install',
  },
  restart: {
    going: (subject) => `Restarting ${subject}`,
    done: (subject) => `${subject} was restarted`,
    failed: (subject) => `${subject} did not come back`,
    cancelled: (subject) => `The restart of ${subject} was cancelled`,
    noun: 'Restart',
  },
  uninstall: {
    going: (subject) => `Removing ${subject}`,
    done: (subject) => `${subject} is gone`,
    failed: (subject) => `${subject} was not removed`,
    cancelled: (subject) => `The removal of ${subject} was cancelled`,
    noun: 'Removal',
  },
  'connect-host': {
    going: (subject) => `Connecting ${subject}`,
    done: (subject) => `${subject} is connected`,
    failed: (subject) => `${subject} was not connected`,
    cancelled: (subject) => `Connecting ${subject} was cancelled`,
    noun: 'Connection',
  },
  'disconnect-host': {
    going: (subject) => `Disconnecting ${subject}`,
    done: (subject) => `${subject} is disconnected`,
    failed: (subject) => `${subject} was not disconnected`,
    cancelled: (subject) => `Disconnecting ${subject} was cancelled`,
    noun: 'Disconnection',
  },
  'open-store': {
    going: (subject) => `Making room for backups on ${subject}`,
    done: (subject) => `${subject} takes backups`,
    failed: (subject) => `${subject} does not take backups`,
    cancelled: (subject) => `Making room for backups on ${subject} was cancelled`,
    noun: 'Room for backups',
  },
  backup: {
    going: (subject) => `Backing up ${subject}`,
    done: (subject) => `${subject} is backed up`,
    failed: (subject) => `${subject} was not backed up`,
    cancelled: (subject) => `The backup of ${subject} was cancelled`,
    noun: 'Backup',
  },
  'set-backup-plan': {
    going: (subject) => `Setting up the backups of ${subject}`,
    done: (subject) => `Backups of ${subject} are set up`,
    failed: (subject) => `Backups of ${subject} were not set up`,
    cancelled: (subject) => `Setting up the backups of ${subject} was cancelled`,
    noun: 'Backup plan',
  },
  restore: {
    going: (subject) => `Restoring ${subject}`,
    done: (subject) => `${subject} is restored`,
    failed: (subject) => `${subject} was not restored`,
    cancelled: (subject) => `The restore of ${subject} was cancelled`,
    noun: 'Restore',
  },
  'install-from-backup': {
    going: (subject) => `Making ${subject} from a backup`,
    done: (subject) => `${subject} is ready`,
    failed: (subject) => `${subject} was not made from the backup`,
    cancelled: (subject) => `Making ${subject} from a backup was cancelled`,
    noun: 'Install from a backup',
  },
  update: {
    going: (subject) => `Updating ${subject}`,
    done: (subject) => `${subject} is up to date`,
    failed: (subject) => `${subject} was not updated`,
    cancelled: (subject) => `The update of ${subject} was cancelled`,
    noun: 'Update',
  },
  'roll-back': {
    going: (subject) => `Taking ${subject} back a version`,
    done: (subject) => `${subject} is back at the version before`,
    failed: (subject) => `${subject} was not taken back`,
    cancelled: (subject) => `Taking ${subject} back was cancelled`,
    noun: 'Way back',
  },
  'change-domain': {
    going: (subject) => `Moving ${subject} to another address`,
    done: (subject) => `${subject} has its new address`,
    failed: (subject) => `${subject} keeps its address`,
    cancelled: (subject) => `The change of address of ${subject} was cancelled`,
    noun: 'Change of address',
  },
  'reset-password': {
    going: (subject) => `Setting a new password for ${subject}`,
    done: (subject) => `${subject} has a new password`,
    failed: (subject) => `The password of ${subject} was not changed`,
    cancelled: (subject) => `The new password of ${subject} was cancelled`,
    noun: 'New password',
  },
  'set-certificate': {
    going: (subject) => `Getting a certificate for ${subject}`,
    done: (subject) => `${subject} has its certificate`,
    failed: (subject) => `${subject} did not get the certificate`,
    cancelled: (subject) => `The certificate of ${subject} was cancelled`,
    noun: 'Certificate',
  },
} as const satisfies Record<OperationKind, KindWords>;

/** Deleting backups is an operation on their plan; for people it is another thing. */
const DELETION = {
  one: {
    going: (subject) => `Deleting a backup of ${subject}`,
    done: (subject) => `A backup of ${subject} is deleted`,
    failed: (subject) => `The backup of ${subject} was not deleted`,
    cancelled: (subject) => `Deleting a backup of ${subject} was cancelled`,
    noun: 'Deletion of a backup',
  },
  all: {
    going: (subject) => `Deleting the backups of ${subject}`,
    done: (subject) => `The backups of ${subject} are deleted`,
    failed: (subject) => `The backups of ${subject} were not deleted`,
    cancelled: (subject) => `Deleting the backups of ${subject} was cancelled`,
    noun: 'Deletion of its backups',
  },
} as const satisfies Record<string, KindWords>;

const STORE = {
  closing: {
    going: (subject) => `Closing ${subject} to backups of others`,
    done: (subject) => `${subject} takes no more backups`,
    failed: (subject) => `${subject} was not closed to backups`,
    cancelled: (subject) => `Closing ${subject} to backups was cancelled`,
    noun: 'End of room for backups',
  },
  retain: {
    going: (subject) => `Deleting old backups on ${subject}`,
    done: (subject) => `Old backups on ${subject} are deleted`,
    failed: (subject) => `Old backups on ${subject} were not deleted`,
    cancelled: (subject) => `Deleting old backups on ${subject} was cancelled`,
    noun: 'Deletion of old backups',
  },
} as const satisfies Record<string, KindWords>;

type Named = Pick<OperationView, 'kind' | 'asked'>;
type Ended = Pick<OperationView, 'state' | 'failure'>;

/** It ended as a failure, but for people it is none: what was asked for is there already. */
export const hadNothingToDo = ({ state, failure }: Ended): boolean =>
  state === 'failed' && failure?.code === 'nothing-to-update';

function wordsOf({ kind, asked }: Named): KindWords {
  if (asked.closing === true) return STORE.closing;
  if (asked.retain === true) return STORE.retain;
  if (asked.forget !== null) return DELETION.one;
  return asked.deleteKept === true ? DELETION.all : operationKinds[kind];
}

/** In a history: "Backup". */
export const operationNoun = (operation: Named): string => wordsOf(operation).noun;

export function operationTitle(
  operation: Named & Pick<OperationView, 'failure'>,
  state: OperationState,
  subject: string,
): string {
  const words = wordsOf(operation);
  if (hadNothingToDo({ state, failure: operation.failure })) return words.done(subject);
  switch (state) {
    case 'queued':
    case 'running':
    case 'undoing':
      return words.going(subject);
    case 'succeeded':
      return words.done(subject);
    case 'failed':
      return words.failed(subject);
    case 'cancelled':
      return words.cancelled(subject);
  }
}
