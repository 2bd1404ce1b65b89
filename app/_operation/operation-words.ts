// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationKind, OperationState } from '#contract/operation.ts';

interface KindWords {
  /** While it goes: "Installing Miniflux". */
  going: (subject: string) => string;
  done: (subject: string) => string;
  failed: (subject: string) => string;
  cancelled: (subject: string) => string;
  /** In a history. */
  noun: string;
}

export const operationKinds = {
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
} as const satisfies Record<OperationKind, KindWords>;

export function operationTitle(kind: OperationKind, state: OperationState, subject: string): string {
  const words: KindWords = operationKinds[kind];
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
