// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useState } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { Button } from '../../../../_ui/button.tsx';
import { formatBytes } from '../../../../_ui/format.ts';
import { SectionHeading } from '../../../../_ui/page-heading.tsx';
import { Facts } from '../../../../_ui/panel.tsx';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { UninstallDialog } from './uninstall-dialog.tsx';
import { VersionSection } from './updates/version-section.tsx';

export function SettingsTab({ installation }: { installation: InstallationView }) {
  const [asking, setAsking] = useState(false);
  const removable = installation.state !== 'removed' && installation.state !== 'install-failed';
  return (
    <div className="max-w-[680px]">
      {removable ? (
        <>
          <SectionHeading>Version</SectionHeading>
          <VersionSection installation={installation} />
        </>
      ) : null}
      <SectionHeading>Facts</SectionHeading>
      <Facts
        facts={[
          { term: 'App', value: installation.appTitle },
          { term: 'Address', value: installation.domain },
          { term: 'Host', value: installation.hostName },
          {
            term: 'Installed',
            value:
              installation.installedAtMs === null ? (
                'not yet'
              ) : (
                <RelativeTime atMs={installation.installedAtMs} />
              ),
          },
          {
            term: 'Its data on disk',
            value: installation.dataBytes === null ? 'unknown' : formatBytes(installation.dataBytes),
          },
          { term: 'Number', value: <span className="font-mono text-[13px]">{installation.id}</span> },
        ]}
      />
      {removable ? (
        <Allowed to="installations.uninstall">
          <SectionHeading>What cannot be taken back</SectionHeading>
          <div className="flex flex-wrap items-center gap-4 rounded-2xl border border-brick/40 bg-surface p-5">
            <div className="min-w-0 flex-1 basis-64">
              <h3 className="font-sans font-semibold text-[16px] tracking-normal">Uninstall</h3>
              <p className="text-[14.5px] text-muted">
                Removes {installation.title} with its files, database, account, certificate and address. Its
                backups stay, and it can be brought back from one.
              </p>
            </div>
            <Button
              tone="danger"
              disabled={installation.currentOperation !== null}
              onClick={() => setAsking(true)}
            >
              Uninstall
            </Button>
          </div>
          <UninstallDialog installation={installation} open={asking} onOpenChange={setAsking} />
        </Allowed>
      ) : null}
    </div>
  );
}
