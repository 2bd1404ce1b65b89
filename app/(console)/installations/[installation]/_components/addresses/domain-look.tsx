// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleHelp, type LucideIcon } from 'lucide-react';
import { domainName } from '#contract/ids.ts';
import type { DomainLook as Look } from '#contract/site-api/domains.ts';
import { siteErrorOf } from '../../../../../_console/site-error.ts';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Spinner } from '../../../../../_ui/button.tsx';
import { CopyButton } from '../../../../../_ui/copy-button.tsx';

const AGAIN_MS = 10_000;

/** What DNS says of the name that is being typed, and what to enter where it is managed. Looks again by itself. */
export function DomainLook({ host, domain }: { host: string; domain: string }) {
  const trpc = useTRPC();
  const asked = domainName.safeParse(domain).success;
  const query = useQuery(
    trpc.domains.look.queryOptions(
      { host, domain },
      {
        enabled: asked,
        retry: false,
        refetchInterval: ({ state }) => (state.data === undefined || isWell(state.data) ? false : AGAIN_MS),
      },
    ),
  );
  if (!asked) return null;
  return (
    <div role="status" className="rounded-xl bg-sunken px-4 py-3 text-[14.5px]">
      {query.data !== undefined ? (
        <Found look={query.data} />
      ) : query.error ? (
        <p className="text-muted">It could not be looked up: {siteErrorOf(query.error).message}</p>
      ) : (
        <p className="flex items-center gap-2 text-muted">
          <Spinner /> Looking it up
        </p>
      )}
    </div>
  );
}

const isWell = ({ state }: Look): boolean => state === 'points-here' || state === 'not-needed';

const signs: Record<Look['state'], { Sign: LucideIcon; tone: string }> = {
  'points-here': { Sign: CircleCheck, tone: 'text-hop' },
  'not-needed': { Sign: CircleCheck, tone: 'text-hop' },
  'points-elsewhere': { Sign: CircleAlert, tone: 'text-amber' },
  'unknown-name': { Sign: CircleAlert, tone: 'text-amber' },
  unknown: { Sign: CircleHelp, tone: 'text-muted' },
};

function Found({ look }: { look: Look }) {
  const { Sign, tone } = signs[look.state];
  return (
    <div className="flex gap-2.5">
      <Sign size={17} className={`mt-0.5 shrink-0 ${tone}`} aria-hidden />
      <div className="min-w-0 flex-1">
        <p>{look.text}</p>
        {look.remedy === null ? null : <p className="mt-1 text-muted">{look.remedy}</p>}
        {look.records.length === 0 ? null : (
          <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface">
            {look.records.map(({ type, name, value }) => (
              <li key={value} className="flex flex-wrap items-center gap-x-3 pl-3">
                <span className="font-semibold">{type}</span>
                <span className="min-w-0 flex-1 basis-52 break-all py-1.5 font-mono text-[13.5px]">
                  {name} → {value}
                </span>
                <CopyButton text={value} what={`the address of the ${type} record`} />
              </li>
            ))}
          </ul>
        )}
        {isWell(look) ? null : (
          <p className="mt-1.5 text-[13.5px] text-muted">It is looked up again every few seconds.</p>
        )}
      </div>
    </div>
  );
}
