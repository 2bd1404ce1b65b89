// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { DatabaseBackup } from 'lucide-react';
import { useState } from 'react';
import type { BackupsView, BackupView } from '#contract/site-api/backups.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { EmptyState } from '../../../../../_ui/empty-state.tsx';
import { BackupRow } from './backup-row.tsx';
import { CopyDialog } from './copy-dialog.tsx';
import { ForgetDialog } from './forget-dialog.tsx';
import { RestoreDialog } from './restore-dialog.tsx';

const FIRST = 12;
const MORE = 50;

export type BackupAction = 'restore' | 'copy' | 'forget';

export function BackupList({
  installation,
  found: { backups, packageDigest },
  removed,
}: {
  installation: InstallationView;
  found: BackupsView;
  removed: boolean;
}) {
  const [shown, setShown] = useState(FIRST);
  const [asking, setAsking] = useState<{ action: BackupAction; backup: BackupView } | null>(null);
  if (backups.length === 0) {
    return (
      <EmptyState
        sign={<DatabaseBackup size="1em" />}
        title={removed ? 'No backup is kept' : 'No backup yet'}
      >
        {removed
          ? 'They were deleted, or none was ever made.'
          : 'Once there is a plan, its server makes the first one by itself, or at once with “Back up now”.'}
      </EmptyState>
    );
  }
  const dialog = (action: BackupAction) => ({
    installation,
    backup: asking?.action === action ? asking.backup : null,
    onClose: () => setAsking(null),
  });
  return (
    <>
      <ol className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {backups.slice(0, shown).map((backup) => (
          <BackupRow
            key={backup.id}
            backup={backup}
            installation={installation}
            removed={removed}
            onAsk={(action) => setAsking({ action, backup })}
          />
        ))}
      </ol>
      {backups.length > shown ? (
        <Button size="small" className="mt-3" onClick={() => setShown(shown + MORE)}>
          Show older ones ({backups.length - shown} more)
        </Button>
      ) : null}
      <RestoreDialog {...dialog('restore')} backups={backups} packageDigest={packageDigest} />
      <CopyDialog {...dialog('copy')} />
      <ForgetDialog {...dialog('forget')} isNewest={asking?.backup.id === backups[0]?.id} />
    </>
  );
}
