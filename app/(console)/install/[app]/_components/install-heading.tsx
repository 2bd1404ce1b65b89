// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { AppIcon } from '../../../../_console/app-icon.tsx';

export function InstallHeading({ app, title }: { app: string; title: string }) {
  return (
    <div className="flex items-center gap-4 pt-4 pb-7">
      <AppIcon app={app} title={title} size={56} />
      <div>
        <h1 className="font-bold text-[28px] sm:text-[32px]">Install {title}</h1>
        <p className="text-muted">Nothing starts before you press Install.</p>
      </div>
    </div>
  );
}
