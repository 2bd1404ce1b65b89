// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import type { BackupsView } from '#contract/site-api/backups.ts';
import { SectionHeading } from '../../../../../_ui/page-heading.tsx';
import { Facts } from '../../../../../_ui/panel.tsx';
import { RelativeTime } from '../../../../../_ui/relative-time.tsx';

/** Whether what is kept is whole, and whether it was ever brought back. */
export function KeptWhole({ found: { verifiedAtMs, restoreProvenAtMs, backups } }: { found: BackupsView }) {
  if (backups.length === 0) return null;
  return (
    <>
      <SectionHeading>Are they good?</SectionHeading>
      <Facts
        facts={[
          {
            term: 'Read again, found whole',
            value: verifiedAtMs === null ? 'not yet' : <RelativeTime atMs={verifiedAtMs} />,
          },
          {
            term: 'Restored and checked',
            value: restoreProvenAtMs === null ? 'not yet' : <RelativeTime atMs={restoreProvenAtMs} />,
          },
        ]}
      />
    </>
  );
}
