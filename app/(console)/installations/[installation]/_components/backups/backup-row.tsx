// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Menu } from '@base-ui/react/menu';
import { CopyPlus, Ellipsis, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import type { BackupView } from '#contract/site-api/backups.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed, useMay } from '../../../../../_console/allowed.tsx';
import { backupReasons, filesWords, heldWords } from '../../../../../_console/backup-words.ts';
import { Button, buttonClass } from '../../../../../_ui/button.tsx';
import { Chip } from '../../../../../_ui/chip.tsx';
import { formatBytes } from '../../../../../_ui/format.ts';
import { DayAndTime } from '../../../../../_ui/relative-time.tsx';
import type { BackupAction } from './backup-list.tsx';

const itemClass =
  'flex h-10 cursor-pointer items-center gap-3 rounded-lg px-3 text-[15px] outline-none data-highlighted:bg-sunken';

export function BackupRow({
  backup,
  installation,
  removed,
  onAsk,
}: {
  backup: BackupView;
  installation: InstallationView;
  removed: boolean;
  onAsk: (action: BackupAction) => void;
}) {
  const may = useMay();
  const busy = installation.currentOperation !== null;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-5 py-3.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-semibold">
          <DayAndTime atMs={backup.atMs} />
        </p>
        <p className="text-[14.5px] text-muted">
          {backupReasons[backup.reason]}
          {backup.pinned ? ', set aside' : ''}. {formatBytes(backup.dataBytes)} in {filesWords(backup.files)}
          {backup.pinned ? '' : `, ${heldWords(backup.heldMs)}`}.
        </p>
      </div>
      <Copies backup={backup} />
      <div className="flex gap-1.5 max-sm:w-full">
        <Allowed to={removed ? 'backups.installFromBackup' : 'backups.restore'}>
          <Button
            size="small"
            className="max-sm:flex-1"
            disabled={busy}
            onClick={() => onAsk(removed ? 'copy' : 'restore')}
          >
            {removed ? 'Bring it back' : 'Restore'}
          </Button>
        </Allowed>
        {may('backups.forget') || (may('backups.installFromBackup') && !removed) ? (
          <More removed={removed} busy={busy} onAsk={onAsk} />
        ) : null}
      </div>
    </li>
  );
}

/** Where it is; amber when losing its server would lose it too. */
function Copies({ backup }: { backup: BackupView }) {
  return (
    <ul className="flex flex-wrap gap-1.5">
      {backup.copies.map((copy) => (
        <li key={copy.target}>
          <Chip
            tone={!copy.usable ? 'brick' : copy.elsewhere ? 'hop' : backup.onlyHere ? 'amber' : 'plain'}
            title={
              copy.usable
                ? copy.elsewhere
                  ? 'Not on the disk of its server'
                  : 'On the disk of its server'
                : 'Nothing can be fetched from there any more'
            }
          >
            {backup.onlyHere && copy.usable ? `only on ${copy.name}` : copy.name}
            {copy.usable ? '' : ', removed'}
          </Chip>
        </li>
      ))}
    </ul>
  );
}

function More({
  removed,
  busy,
  onAsk,
}: {
  removed: boolean;
  busy: boolean;
  onAsk: (action: BackupAction) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  return (
    <>
      <Menu.Root>
        <Menu.Trigger aria-label="More to do with this backup" className={buttonClass('quiet', 'icon')}>
          <Ellipsis size={18} aria-hidden />
        </Menu.Trigger>
        {/* Beside its button, so that it is part of a landmark. */}
        <Menu.Portal container={place}>
          <Menu.Positioner sideOffset={6} align="end" className="z-30">
            <Menu.Popup className="min-w-64 rounded-2xl border border-line bg-surface p-1.5 text-ink shadow-black/5 shadow-lg outline-none">
              {removed ? null : (
                <Allowed to="backups.installFromBackup">
                  <Menu.Item className={itemClass} onClick={() => onAsk('copy')}>
                    <CopyPlus size={17} className="text-muted" aria-hidden /> Make a new installation from it
                  </Menu.Item>
                </Allowed>
              )}
              <Allowed to="backups.forget">
                <Menu.Item className={itemClass} disabled={busy} onClick={() => onAsk('forget')}>
                  <Trash2 size={17} className="text-muted" aria-hidden /> Delete this backup
                </Menu.Item>
              </Allowed>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <div ref={place} />
    </>
  );
}
