// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CopyButton } from '../../../../_ui/copy-button.tsx';

/** The line that lets your servers in at an SFTP server. */
export function PublicKeyLine({ publicKey, user }: { publicKey: string; user?: string }) {
  return (
    <div>
      <p className="text-[15px]">
        Add this line to{' '}
        <code className="font-mono text-[14px]">
          {user === undefined ? '.ssh/authorized_keys' : `~${user}/.ssh/authorized_keys`}
        </code>{' '}
        {user === undefined ? 'of the account there' : 'there'}, or paste it where your provider asks for a
        public key:
      </p>
      <div className="mt-2 flex items-start gap-2 rounded-xl border border-line bg-sunken py-2 pr-2 pl-4">
        <code className="min-w-0 flex-1 break-all py-1 font-mono text-[13px]">{publicKey}</code>
        <CopyButton text={publicKey} what="our public key" tone="plain" />
      </div>
      <p className="mt-2 text-[14.5px] text-muted">
        An account of its own for this is best. It needs SFTP only, no shell.
      </p>
    </div>
  );
}
