// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { Archive } from 'lucide-react';
import Link from 'next/link';
import type { KeptBackupsView } from '#contract/site-api/backups.ts';
import { AppIcon } from '../../../_console/app-icon.tsx';
import { Answer } from '../../../_console/query-state.tsx';
import { useTRPC } from '../../../_console/trpc.ts';
import { Chip } from '../../../_ui/chip.tsx';
import { formatBytes, plural } from '../../../_ui/format.ts';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { paths } from '../../../_ui/paths.ts';
import { DayAndTime, RelativeTime } from '../../../_ui/relative-time.tsx';

/** What was uninstalled and can be brought back; nothing when there is none. */
export function KeptBackups() {
  const trpc = useTRPC();
  const query = useQuery(trpc.backups.kept.queryOptions(undefined, { refetchInterval: 15_000 }));
  return (
    <Answer query={query} loading={null}>
      {(kept) =>
        kept.length === 0 ? null : (
          <section aria-labelledby="kept-heading" className="mt-12">
            <h2 id="kept-heading" className="font-semibold text-[20px]">
              Kept backups
            </h2>
            <p className="mt-1 mb-3 max-w-[68ch] text-[15px] text-muted">
              Of what was uninstalled. It can be brought back, on any of your servers, until you delete them.
            </p>
            <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
              {kept.map((each) => (
                <Row key={each.installation} kept={each} />
              ))}
            </ul>
          </section>
        )
      }
    </Answer>
  );
}

function Row({ kept }: { kept: KeptBackupsView }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4 first:rounded-t-2xl last:rounded-b-2xl hover:bg-sunken/60">
      <span className="opacity-60">
        <AppIcon app={kept.app} title={kept.appTitle} size={44} />
      </span>
      <div className="min-w-0 flex-1 basis-56">
        <h3 className="font-sans font-semibold text-[17px] tracking-normal">
          <Link
            href={paths.installation(kept.installation, 'backups')}
            prefetch={false}
            className="after:absolute after:inset-0"
          >
            {kept.title}
          </Link>
        </h3>
        <p className="text-[14.5px] text-muted">
          {kept.domain} on {kept.hostName}
          {kept.uninstalledAtMs === null ? null : (
            <>
              , uninstalled <RelativeTime atMs={kept.uninstalledAtMs} />
            </>
          )}
          . {plural(kept.backups, 'backup')}, the newest of <DayAndTime atMs={kept.newestAtMs} lower />,{' '}
          {formatBytes(kept.dataBytes)}.
        </p>
      </div>
      <Reach kept={kept} />
      <div className="relative z-10 max-sm:w-full">
        <LinkButton
          href={paths.installation(kept.installation, 'backups')}
          size="small"
          className="max-sm:w-full"
        >
          <Archive size={15} aria-hidden /> See them
        </LinkButton>
      </div>
    </li>
  );
}

function Reach({ kept: { reach, hostName } }: { kept: KeptBackupsView }) {
  switch (reach) {
    case 'elsewhere':
      return <Chip tone="hop">elsewhere too</Chip>;
    case 'only-here':
      return <Chip tone="amber">only on {hostName}</Chip>;
    case 'nowhere':
      return <Chip tone="brick">cannot be fetched</Chip>;
  }
}
