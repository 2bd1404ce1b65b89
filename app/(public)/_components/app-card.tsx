// SPDX-License-Identifier: AGPL-3.0-or-later
import Link from 'next/link';
import { paths } from '../../_ui/paths.ts';
import { Seal } from '../../_ui/seal.tsx';
import type { BrowsedApp } from './catalogue-browser.tsx';

export function AppCard({ app, why }: { app: BrowsedApp; why: string | null }) {
  return (
    <article className="relative flex flex-col rounded-2xl border border-line bg-surface p-5 focus-within:border-hop hover:border-hop">
      <div className="flex gap-4">
        {app.icon}
        <div className="min-w-0">
          <h2 className="font-semibold text-[18px]">
            <Link
              href={paths.app(app.id)}
              prefetch={false}
              className="outline-none after:absolute after:inset-0 after:rounded-2xl focus-visible:after:outline-2 focus-visible:after:outline-hop focus-visible:after:outline-offset-2"
            >
              {app.title}
            </Link>
          </h2>
          <p className="text-[13.5px] text-muted">{app.categories[0]}</p>
        </div>
      </div>
      <p className="mt-3 grow text-[15.5px] leading-snug">{app.summary}</p>
      {why === null ? null : <p className="mt-2 text-[14px] text-hop">{why}</p>}
      <div className="mt-4 flex items-center gap-2 border-line border-t pt-3 text-[13.5px] text-muted">
        <Seal segments={app.seal} size={20} label="" />
        <span>{app.provenText}</span>
        <span className="ml-auto text-right">
          {app.needs.length === 0 ? 'No database' : app.needs.join(', ')}
        </span>
      </div>
    </article>
  );
}
