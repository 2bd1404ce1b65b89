// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { formatBytes } from '../../../../_ui/format.ts';
import { SectionHeading } from '../../../../_ui/page-heading.tsx';
import { Panel } from '../../../../_ui/panel.tsx';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { OperationList } from './operation-list.tsx';
import { Program } from './program.tsx';
import { Promises } from './promises.tsx';
import { RestartButton } from './restart-button.tsx';

export function Overview({ installation }: { installation: InstallationView }) {
  return (
    <>
      <Promises installation={installation} />
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_360px]">
        <div>
          <SectionHeading action={<RestartButton installation={installation} size="small" />}>
            Now
          </SectionHeading>
          <Panel className="grid grid-cols-2 gap-6 p-5 text-[14.5px] sm:grid-cols-3">
            <Measure term="Memory" bytes={installation.memoryBytes} />
            <Measure term="Its data on disk" bytes={installation.dataBytes} />
            <div>
              <div className="text-muted">Looked at</div>
              <div className="mt-0.5 text-[17px]">
                {installation.checkedAtMs === null ? (
                  'not yet'
                ) : (
                  <RelativeTime atMs={installation.checkedAtMs} />
                )}
              </div>
            </div>
          </Panel>
          <Program installation={installation} />
        </div>
        <div>
          <SectionHeading>History</SectionHeading>
          <OperationList installation={installation.id} limit={5} />
        </div>
      </div>
    </>
  );
}

function Measure({ term, bytes }: { term: string; bytes: number | null }) {
  return (
    <div>
      <div className="text-muted">{term}</div>
      <div className="font-mono text-[20px] tabular-nums">
        {bytes === null ? 'unknown' : formatBytes(bytes)}
      </div>
    </div>
  );
}
