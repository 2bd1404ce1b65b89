// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import Link from 'next/link';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { AppIcon } from '../../../_console/app-icon.tsx';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { paths } from '../../../_ui/paths.ts';

export interface FirstAppChoice {
  id: string;
  title: string;
  summary: string;
}

export function FirstApp({
  apps,
  ready,
  installation,
}: {
  apps: FirstAppChoice[];
  ready: boolean;
  installation: InstallationView | undefined;
}) {
  if (installation) {
    return (
      <div className="flex flex-wrap items-center gap-4">
        <p>{installation.title} is there.</p>
        <LinkButton href={paths.installation(installation.id)} size="small">
          Look after it
        </LinkButton>
      </div>
    );
  }
  return (
    <>
      <p>
        {ready
          ? 'A few questions, then you watch it happen.'
          : 'Once a host is connected. You can look around already.'}
      </p>
      <ul className="mt-4 grid gap-3 sm:grid-cols-2">
        {apps.map((app) => (
          <li
            key={app.id}
            className="relative flex gap-3 rounded-xl border border-line p-3.5 focus-within:border-hop hover:border-hop"
          >
            <AppIcon app={app.id} title={app.title} size={40} />
            <div className="min-w-0">
              <Link
                href={ready ? paths.install(app.id) : paths.app(app.id)}
                prefetch={false}
                className="font-semibold text-ink outline-none after:absolute after:inset-0 after:rounded-xl focus-visible:after:outline-2 focus-visible:after:outline-hop"
              >
                {app.title}
              </Link>
              <p className="text-[14px] leading-snug">{app.summary}</p>
            </div>
          </li>
        ))}
      </ul>
      <LinkButton href={paths.catalogue()} tone="quiet" size="small" className="mt-3 -ml-3">
        See the whole catalogue
      </LinkButton>
    </>
  );
}
