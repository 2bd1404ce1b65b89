// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { LoaderCircle, Unplug } from 'lucide-react';
import { useState } from 'react';
import type { HostView } from '#contract/site-api/hosts.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { Button } from '../../../../_ui/button.tsx';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { Notice } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { LostDialog } from './lost-dialog.tsx';

export function HostNeedsYou({ host }: { host: HostView }) {
  const [asking, setAsking] = useState(false);
  if (host.currentOperation !== null) {
    return (
      <Notice
        tone="amber"
        className="mt-6"
        sign={<LoaderCircle size="1em" aria-hidden />}
        title={host.state === 'disconnecting' ? 'It is being disconnected' : 'It is being set up'}
        action={
          <LinkButton href={paths.operation(host.currentOperation)} tone="ink" size="small">
            Watch it
          </LinkButton>
        }
      >
        It goes on without you.
      </Notice>
    );
  }
  if (host.state === 'unreachable') {
    return (
      <>
        <Notice
          tone="brick"
          className="mt-6"
          sign={<Unplug size="1em" aria-hidden />}
          title="It does not answer"
          action={
            <Allowed to="hosts.letGo">
              <Button size="small" onClick={() => setAsking(true)}>
                It is lost
              </Button>
            </Allowed>
          }
        >
          Check that the server is on, that {host.address} is still its address, and that its firewall lets
          SSH (port {host.sshPort}) through. What runs on it may well go on: it does not need this site.
          {host.factsAtMs === null ? null : (
            <>
              {' '}
              It last answered <RelativeTime atMs={host.factsAtMs} />.
            </>
          )}
        </Notice>
        <LostDialog host={host} open={asking} onOpenChange={setAsking} />
      </>
    );
  }
  return null;
}
