// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Scale, X } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect, useState } from 'react';
import { EmptyState } from '../../../_ui/empty-state.tsx';
import { paths } from '../../../_ui/paths.ts';
import { Seal, type SegmentState } from '../../../_ui/seal.tsx';

export interface ComparedApp {
  id: string;
  title: string;
  icon: ReactNode;
  seal: SegmentState[];
  rows: { term: string; value: string }[];
}

const MOST = 4;

/** The choice stands in the address (?apps=a,b); the page itself is the same for everybody. */
export function Comparison({ apps }: { apps: ComparedApp[] }) {
  const [chosen, setChosen] = useState<string[]>([]);
  useEffect(() => {
    const asked = new URLSearchParams(location.search).get('apps')?.split(',') ?? [];
    setChosen(asked.filter((id) => apps.some((app) => app.id === id)).slice(0, MOST));
  }, [apps]);
  const choose = (next: string[]) => {
    setChosen(next);
    history.replaceState(null, '', next.length === 0 ? '/compare' : `/compare?apps=${next.join(',')}`);
  };
  const columns = chosen.flatMap((id) => apps.find((app) => app.id === id) ?? []);
  return (
    <>
      <label className="mt-6 block max-w-md">
        <span className="font-semibold text-[15px]">Add an app</span>
        <select
          value=""
          disabled={chosen.length >= MOST}
          onChange={(event) => choose([...chosen, event.target.value])}
          className="mt-1.5 h-11 w-full rounded-xl border border-line bg-surface px-3.5 hover:border-muted disabled:opacity-60"
        >
          <option value="" disabled>
            {chosen.length >= MOST ? 'Four are enough' : 'Choose …'}
          </option>
          {apps
            .filter((app) => !chosen.includes(app.id))
            .map((app) => (
              <option key={app.id} value={app.id}>
                {app.title}
              </option>
            ))}
        </select>
      </label>
      {columns.length === 0 ? (
        <EmptyState sign={<Scale size="1em" />} title="Nothing to compare yet">
          Choose two or more apps above.
        </EmptyState>
      ) : (
        <section
          aria-label="Comparison"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
          tabIndex={0}
          className="mt-6 overflow-x-auto rounded-2xl border border-line bg-surface"
        >
          <table className="w-full min-w-[640px] border-collapse text-left text-[15px]">
            <thead>
              <tr className="border-line border-b align-top">
                <td className="w-40 p-4" />
                {columns.map((app) => (
                  <th key={app.id} scope="col" className="min-w-44 p-4 font-normal">
                    <div className="flex items-start justify-between gap-2">
                      {app.icon}
                      <button
                        type="button"
                        aria-label={`Leave ${app.title} out`}
                        onClick={() => choose(chosen.filter((id) => id !== app.id))}
                        className="grid size-8 place-items-center rounded-lg text-muted hover:bg-sunken hover:text-ink"
                      >
                        <X size={16} aria-hidden />
                      </button>
                    </div>
                    <div className="mt-2 flex items-center gap-2">
                      <Link
                        href={paths.app(app.id)}
                        prefetch={false}
                        className="font-semibold text-[17px] underline-offset-2 hover:underline"
                      >
                        {app.title}
                      </Link>
                      <Seal segments={app.seal} size={20} label="" />
                    </div>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(columns[0]?.rows ?? []).map(({ term }, index) => (
                <tr key={term} className="border-line border-b align-top last:border-0">
                  <th scope="row" className="p-4 font-normal text-muted">
                    {term}
                  </th>
                  {columns.map((app) => (
                    <td key={app.id} className="p-4">
                      {app.rows[index]?.value}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
