// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import type { Progress } from '../../../../_operation/fold-events.ts';
import { DoneNotice } from './done-notice.tsx';
import { NotDoneNotice } from './not-done-notice.tsx';

/** How it ended and what comes next. */
export function OperationEnd({
  view,
  progress,
  installation,
}: {
  view: OperationView;
  progress: Progress;
  installation: InstallationView | undefined;
}) {
  return (
    <div className="mt-6" role="status">
      {progress.state === 'succeeded' ? (
        <DoneNotice view={view} installation={installation} />
      ) : (
        <NotDoneNotice view={view} progress={progress} installation={installation} />
      )}
    </div>
  );
}
