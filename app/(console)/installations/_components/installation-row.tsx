// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { ArrowUpRight, PackageOpen } from 'lucide-react';
import Link from 'next/link';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { AppIcon } from '../../../_console/app-icon.tsx';
import { installationStates, isInstalled } from '../../../_console/installation-words.ts';
import { PromiseSeal } from '../../../_console/promise-seal.tsx';
import { buttonClass } from '../../../_ui/button.tsx';
import { formatBytes } from '../../../_ui/format.ts';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { paths } from '../../../_ui/paths.ts';
import { StatusDot } from '../../../_ui/status-dot.tsx';

export function InstallationRow({ installation }: { installation: InstallationView }) {
  const state = installationStates[installation.state];
  const lives = isInstalled(installation);
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4 first:rounded-t-2xl last:rounded-b-2xl hover:bg-sunken/60">
      <AppIcon app={installation.app} title={installation.appTitle} size={44} />
      <div className="min-w-0 flex-1 basis-40 sm:basis-56">
        <h2 className="font-semibold text-[17px]">
          <Link
            href={paths.installation(installation.id)}
            prefetch={false}
            className="after:absolute after:inset-0"
          >
            {installation.title}
          </Link>
        </h2>
        <p className="flex items-baseline gap-2 text-[14.5px] text-muted">
          <StatusDot tone={state.tone} pulse={state.moving ?? false} />
          <span className="min-w-0">
            {[installation.appTitle, installation.version].filter(Boolean).join(' ')} on{' '}
            {installation.hostName}, {state.words}
          </span>
        </p>
      </div>
      {installation.update === null || !lives ? null : (
        <span className="inline-flex items-center gap-1.5 text-[14px] text-amber max-sm:order-1 max-sm:w-full">
          <PackageOpen size={15} aria-hidden />{' '}
          {installation.update.kind === 'newer' ? 'Update ready' : 'Mended package ready'}
        </span>
      )}
      {lives ? (
        <span className="relative z-10 inline-flex">
          <PromiseSeal promises={installation.promises} size={24} />
        </span>
      ) : null}
      <span className="hidden font-mono text-[13px] text-muted tabular-nums lg:block">
        {installation.memoryBytes === null ? '' : formatBytes(installation.memoryBytes)}
      </span>
      <div className="relative z-10 max-sm:order-2 max-sm:w-full">
        {installation.currentOperation ? (
          <LinkButton
            href={paths.operation(installation.currentOperation)}
            size="small"
            className="max-sm:w-full"
          >
            Watch it
          </LinkButton>
        ) : installation.state === 'running' || installation.state === 'failing' ? (
          <a
            href={installation.url}
            target="_blank"
            rel="noopener"
            className={buttonClass('plain', 'small', 'max-sm:w-full')}
            aria-label={`Open ${installation.title}`}
          >
            Open <ArrowUpRight size={15} aria-hidden />
          </a>
        ) : installation.state === 'install-failed' && installation.lastOperation ? (
          <LinkButton
            href={paths.operation(installation.lastOperation)}
            size="small"
            className="max-sm:w-full"
          >
            What happened
          </LinkButton>
        ) : null}
      </div>
    </li>
  );
}
