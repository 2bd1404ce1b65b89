// SPDX-License-Identifier: AGPL-3.0-or-later
import type { HistoryEntry } from '#contract/history.ts';
import { operationNoun } from '../../../../../_operation/operation-words.ts';
import { issuerWords } from '../addresses/issuer-words.ts';

type Operation = Extract<HistoryEntry, { type: 'operation' }>;
type Backup = Extract<HistoryEntry, { type: 'backup' }>;

/** What was done: "Update to package 1.1.0". */
export function operationWords(operation: Pick<Operation, 'kind' | 'asked' | 'again'>): string {
  const words = `${operationNoun(operation)}${detailOf(operation.kind, operation.asked)}`;
  return operation.again ? `${words}, again` : words;
}

function detailOf(kind: Operation['kind'], asked: Operation['asked']): string {
  switch (kind) {
    case 'update':
      return asked.packageVersion === null ? '' : ` to package ${asked.packageVersion}`;
    case 'roll-back': {
      const to = asked.packageVersion === null ? '' : ` to package ${asked.packageVersion}`;
      return asked.withData === true ? `${to}, with the data of then` : to;
    }
    case 'change-domain':
      return asked.domain === null ? '' : ` to ${asked.domain}`;
    case 'set-certificate':
      return asked.issuer === null ? '' : ` from ${issuerWords[asked.issuer].name}`;
    case 'restore':
    case 'install-from-backup':
    case 'install':
    case 'restart':
    case 'uninstall':
    case 'backup':
    case 'set-backup-plan':
    case 'reset-password':
    case 'connect-host':
    case 'disconnect-host':
    case 'open-store':
      return '';
  }
}

/** Procedures as people would call them; in a history only what needs no operation or was refused. */
const ACTIONS: Record<string, string> = {
  'installations.install': 'Install',
  'installations.restart': 'Restart',
  'installations.uninstall': 'Removal',
  'installations.resetPassword': 'New password',
  'installations.revealSignIn': 'Look at the sign-in details',
  'updates.update': 'Update',
  'updates.rollBack': 'Way back',
  'domains.change': 'Change of address',
  'domains.setCertificate': 'Certificate',
  'backups.now': 'Backup',
  'backups.setPlan': 'Change of the backup plan',
  'backups.restore': 'Restore',
  'backups.installFromBackup': 'Install from a backup',
  'backups.forget': 'Deletion of a backup',
  'backups.deleteKept': 'Deletion of its backups',
  'operations.cancel': 'Cancelling',
  'operations.retry': 'Another try',
};

export const actionWords = (action: string): string => ACTIONS[action] ?? action;

/** What a history shows: backups that its server made one after the other, with nothing else between, are one line. */
export type HistoryLine =
  | Exclude<HistoryEntry, Backup>
  | {
      readonly type: 'backups';
      readonly id: string;
      readonly newest: Backup;
      readonly oldest: Backup;
      readonly count: number;
    };

export function historyLines(entries: readonly HistoryEntry[]): HistoryLine[] {
  const lines: HistoryLine[] = [];
  for (const entry of entries) {
    if (entry.type !== 'backup') {
      lines.push(entry);
      continue;
    }
    const last = lines.at(-1);
    if (last?.type === 'backups') {
      lines[lines.length - 1] = { ...last, oldest: entry, count: last.count + 1 };
    } else {
      lines.push({ type: 'backups', id: entry.id, newest: entry, oldest: entry, count: 1 });
    }
  }
  return lines;
}
