// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { LinkButton } from '../_ui/link-button.tsx';
import { Notice } from '../_ui/panel.tsx';
import { paths } from '../_ui/paths.ts';
import { Allowed } from './allowed.tsx';
import { useTRPC } from './trpc.ts';

/** Amber until the recovery sheet was kept, and again when it does not name a place; nothing when all is well. */
export function RecoveryNotice({ className }: { className?: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.backups.recovery.queryOptions());
  if (data === undefined || (data.keptAtMs !== null && data.placesSince.length === 0)) return null;
  const never = data.keptAtMs === null;
  return (
    <Notice
      tone="amber"
      {...(className ? { className } : {})}
      sign={<KeyRound size="1em" aria-hidden />}
      title={never ? 'Keep the recovery sheet' : 'The recovery sheet is out of date'}
      action={
        <Allowed to="backups.recoverySheet">
          <LinkButton href={paths.recoverySheet()} tone="ink" size="small">
            {never ? 'Get the sheet' : 'Get a new one'}
          </LinkButton>
        </Allowed>
      }
    >
      {never
        ? 'Backups are encrypted. If this site is ever lost, only the sheet opens them.'
        : `It does not name ${data.placesSince.join(' and ')}, which you added since.`}
    </Notice>
  );
}
