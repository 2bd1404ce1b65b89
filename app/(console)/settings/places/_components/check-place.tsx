// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { Allowed } from '../../../../_console/allowed.tsx';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Notice } from '../../../../_ui/panel.tsx';

/** Tries an SFTP server out: signs in, writes a small file and deletes it. */
export function CheckPlace({ target, tone = 'plain' }: { target: string; tone?: 'plain' | 'ink' }) {
  const trpc = useTRPC();
  const check = useMutation(trpc.backups.targets.check.mutationOptions());
  return (
    <div className="space-y-4">
      {check.error ? <ErrorNotice error={check.error} /> : null}
      {check.isSuccess ? (
        <Notice
          tone="hop"
          live
          sign={<CircleCheck size="1em" aria-hidden />}
          title="It let us in and took a file"
        >
          Seen from this site. That your servers reach it too, the first backup shows.
        </Notice>
      ) : null}
      <Allowed to="backups.targets.check">
        <Button tone={tone} size="small" busy={check.isPending} onClick={() => check.mutate({ target })}>
          Try it
        </Button>
      </Allowed>
    </div>
  );
}
