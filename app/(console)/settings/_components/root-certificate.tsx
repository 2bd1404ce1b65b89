// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { Answer } from '../../../_console/query-state.tsx';
import { useTRPC } from '../../../_console/trpc.ts';
import { Button } from '../../../_ui/button.tsx';
import { CopyButton } from '../../../_ui/copy-button.tsx';
import { Panel } from '../../../_ui/panel.tsx';
import { Skeleton } from '../../../_ui/skeleton.tsx';
import { BrowserInstructions } from './browser-instructions.tsx';
import { SettingsSection } from './settings-section.tsx';

const FILE = 'hop3-root.crt';

function save(pem: string): void {
  const address = URL.createObjectURL(new Blob([pem], { type: 'application/x-x509-ca-cert' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = FILE;
  link.click();
  URL.revokeObjectURL(address);
}

export function RootCertificate() {
  const trpc = useTRPC();
  const query = useQuery(trpc.settings.rootCertificate.queryOptions());
  return (
    <SettingsSection
      id="root-heading"
      title="Your certificate authority"
      intro="Names of the practice server, and apps for which you choose it, get their certificates from an authority of your own. A browser warns until it knows it: once on each computer, download the file and add it."
    >
      <Panel className="p-5 sm:p-6">
        <Answer query={query} loading={<Skeleton className="h-11 w-64" />}>
          {({ pem }) => (
            <div className="flex flex-wrap gap-2.5">
              <Button tone="ink" onClick={() => save(pem)}>
                <Download size={17} aria-hidden /> Download {FILE}
              </Button>
              <CopyButton text={pem} what="the certificate" tone="plain" size="medium" />
            </div>
          )}
        </Answer>
        <BrowserInstructions file={FILE} />
      </Panel>
    </SettingsSection>
  );
}
