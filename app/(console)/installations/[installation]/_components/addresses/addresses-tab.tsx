// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowUpRight } from 'lucide-react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../../_console/allowed.tsx';
import { Answer } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button, buttonClass } from '../../../../../_ui/button.tsx';
import { CopyButton } from '../../../../../_ui/copy-button.tsx';
import { SectionHeading } from '../../../../../_ui/page-heading.tsx';
import { Panel } from '../../../../../_ui/panel.tsx';
import { SkeletonList } from '../../../../../_ui/skeleton.tsx';
import { useAsked } from '../use-asked.ts';
import { CertificatePanel } from './certificate-panel.tsx';
import { ChangeAddressDialog } from './change-address-dialog.tsx';

/** Under which name it answers, and what proves to browsers that it is the one. */
export function AddressesTab({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const [asking, setAsking] = useAsked(installation.id, 'address');
  const query = useQuery(
    trpc.domains.view.queryOptions({ installation: installation.id }, { refetchInterval: 15_000 }),
  );
  const canChange = installation.state !== 'removed' && installation.state !== 'install-failed';
  return (
    <div className="max-w-[820px]">
      <SectionHeading>Address</SectionHeading>
      <Answer query={query} loading={<SkeletonList rows={2} label="Loading the address" />}>
        {(view) => (
          <>
            <Panel className="flex flex-wrap items-center gap-x-4 gap-y-3 p-5">
              <div className="min-w-0 flex-1 basis-64">
                <p className="break-all font-mono text-[16px]">{view.url}</p>
                <p className="mt-0.5 text-[14.5px] text-muted">
                  {view.wanted === null
                    ? `Leads to ${installation.hostName}.`
                    : `Changing to ${view.wanted}.`}
                </p>
              </div>
              <div className="flex flex-wrap gap-2">
                <CopyButton text={view.url} what="the address" />
                {canChange ? (
                  <>
                    <a
                      href={view.url}
                      target="_blank"
                      rel="noopener"
                      className={buttonClass('plain', 'small')}
                    >
                      Open <ArrowUpRight size={15} aria-hidden />
                    </a>
                    <Allowed to="domains.change">
                      <Button
                        tone="ink"
                        size="small"
                        disabled={installation.currentOperation !== null}
                        onClick={() => setAsking(true)}
                      >
                        Change it
                      </Button>
                    </Allowed>
                  </>
                ) : null}
              </div>
            </Panel>
            <SectionHeading>Certificate</SectionHeading>
            <CertificatePanel installation={installation} view={view} canChange={canChange} />
            <Allowed to="domains.change">
              <ChangeAddressDialog installation={installation} open={asking} onOpenChange={setAsking} />
            </Allowed>
          </>
        )}
      </Answer>
    </div>
  );
}
