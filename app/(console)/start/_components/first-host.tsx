// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import type { HostView } from '#contract/site-api/hosts.ts';
import { ErrorNotice } from '../../../_console/query-state.tsx';
import { usePracticeServer } from '../../../_console/use-practice-server.ts';
import { Button } from '../../../_ui/button.tsx';
import { formatBytes } from '../../../_ui/format.ts';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { paths } from '../../../_ui/paths.ts';

export function FirstHost({ hosts }: { hosts: HostView[] }) {
  const connected = hosts.find(({ state }) => state === 'connected');
  if (connected) {
    return (
      <p>
        {connected.name}
        {connected.facts ? `, ${formatBytes(connected.facts.memoryAvailableBytes)} of memory free` : ''}
      </p>
    );
  }
  const connecting = hosts.find(({ currentOperation }) => currentOperation !== null);
  if (connecting?.currentOperation) {
    return (
      <div className="flex flex-wrap items-center gap-4">
        <p>{connecting.name} is being connected.</p>
        <LinkButton href={paths.operation(connecting.currentOperation)} size="small">
          Watch it
        </LinkButton>
      </div>
    );
  }
  return <Choose />;
}

function Choose() {
  const { offer, connect, error, busy } = usePracticeServer();
  return (
    <>
      <p>
        A server of yours with Debian.
        {offer.data
          ? ' To try it out, use the practice server on this computer: a real one, one click away.'
          : ''}
      </p>
      {error ? <ErrorNotice error={error} className="mt-4" /> : null}
      <div className="mt-4 flex flex-wrap gap-2.5">
        {offer.data ? (
          <Button tone="primary" busy={busy} onClick={connect}>
            Use the practice server on this computer
          </Button>
        ) : null}
        <LinkButton href={paths.connectHost()} tone={offer.data === null ? 'primary' : 'plain'}>
          Connect a server over SSH
        </LinkButton>
      </div>
      {offer.data === null ? (
        <p className="mt-3 text-[14px]">
          There is no practice server to connect. Started by root or by who may use sudo,{' '}
          <code className="font-mono">npm start</code> boots one.
        </p>
      ) : null}
    </>
  );
}
