// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Button } from '../_ui/button.tsx';
import { CopyButton } from '../_ui/copy-button.tsx';

/** The person compares; from then on only a server with this key is talked to. */
export function HostKeyCheck({
  address,
  fingerprint,
  busy = false,
  onAgree,
  onBack,
}: {
  address: string;
  fingerprint: string;
  busy?: boolean;
  onAgree: () => void;
  onBack: () => void;
}) {
  return (
    <div className="space-y-5">
      <p>
        {address} answers and shows this key. Compare it with what your provider’s panel says, or with what
        the server itself prints:
      </p>
      <p className="break-all rounded-xl border border-line bg-sunken px-4 py-3 font-mono text-[14.5px]">
        {fingerprint}
      </p>
      <div className="flex flex-wrap items-center gap-2 text-[14.5px] text-muted">
        <code className="min-w-0 break-all rounded-lg bg-sunken px-2.5 py-1.5 font-mono text-[13px] text-ink">
          ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub
        </code>
        <CopyButton text="ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" what="the command" />
      </div>
      <p className="text-[14.5px] text-muted">
        The key is kept. If the server ever shows another one, nothing is sent to it.
      </p>
      <div className="flex flex-wrap gap-2.5">
        <Button tone="ink" busy={busy} onClick={onAgree}>
          It is the same
        </Button>
        <Button onClick={onBack}>It is another one</Button>
      </div>
    </div>
  );
}
