// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { BadgeCheck, CircleDashed, Diff, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { PartDifference, ProgramView } from '#contract/site-api/program.ts';
import { Answer } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { plural } from '../../../../_ui/format.ts';
import { SectionHeading } from '../../../../_ui/page-heading.tsx';
import { Panel } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { Skeleton } from '../../../../_ui/skeleton.tsx';

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** Whether what runs here is, byte for byte, what was put through the checks; else what differs. */
export function Program({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.installations.program.queryOptions({ installation: installation.id }),
    enabled: installation.currentOperation === null,
    staleTime: 60_000,
  });
  if (installation.currentOperation !== null || query.data?.state === 'none') return null;
  return (
    <>
      <SectionHeading>Program</SectionHeading>
      <Answer query={query} loading={<Skeleton className="h-24 w-full rounded-2xl" />}>
        {(program) =>
          program.state === 'none' ? null : <Judgement program={program} app={installation.app} />
        }
      </Answer>
    </>
  );
}

type Judged = Exclude<ProgramView, { state: 'none' }>;

function Judgement({ program, app }: { program: Judged; app: string }) {
  const Sign = SIGNS[program.state];
  const differences = program.state === 'differs' ? program.differences : null;
  return (
    <Panel className="flex gap-3.5 p-5 text-[14.5px]">
      <Sign
        size={21}
        className={clsx('shrink-0', program.state === 'proven' ? 'text-hop' : 'text-muted')}
        aria-hidden
      />
      <div className="min-w-0 flex-1">
        <h3 className="font-sans font-semibold text-[16px] leading-snug tracking-normal">
          {TITLES[program.state]}
        </h3>
        <div className="mt-0.5 max-w-[70ch] text-muted">
          {explanationOf(program)}
          {differences === null || differences.length === 0 ? null : (
            <Differences differences={differences} />
          )}
        </div>
        <p className="mt-2 flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <code className="font-mono text-[13px] text-muted" title={`SHA-256 ${program.digest}`}>
            {program.digest.slice(0, 16)}…
          </code>
          <Link href={paths.app(app)} prefetch={false} className="text-hop underline underline-offset-2">
            What was checked
          </Link>
        </p>
      </div>
    </Panel>
  );
}

const SIGNS: Record<Judged['state'], LucideIcon> = {
  proven: BadgeCheck,
  differs: Diff,
  unproven: CircleDashed,
};

const TITLES: Record<Judged['state'], string> = {
  proven: 'Exactly the proven bits',
  differs: 'Not the very bits that were proven',
  unproven: 'Not proven',
};

function explanationOf(program: Judged): string {
  if (program.state === 'unproven')
    return 'This app has not passed every check. It signed in here before it was opened, as all apps do.';
  const parts = plural(program.parts, 'part');
  const day = date.format(program.provenAtMs);
  if (program.state === 'proven')
    return `All ${parts} of it are, byte for byte, what passed every check on ${day}.`;
  const { differences } = program;
  if (differences === null)
    return `It is not, byte for byte, what passed every check on ${day}: usually because Debian has published security updates since. What exactly differs was not written down then.`;
  if (differences.length === 0)
    return `All ${parts} have the versions that passed every check on ${day}, but not every byte is the same.`;
  return `${plural(differences.length, 'part differs', 'parts differ')} from what passed every check on ${day}. That is usual when Debian has published security updates since.`;
}

function Differences({ differences }: { differences: readonly PartDifference[] }) {
  return (
    <details className="mt-2">
      <summary className="w-fit cursor-pointer text-ink underline underline-offset-2">What differs</summary>
      <div className="mt-2 max-h-72 overflow-auto rounded-xl bg-sunken">
        <table className="w-full text-left text-[13.5px]">
          <thead>
            <tr className="text-muted">
              <th scope="col" className="px-3 pt-2 font-normal">
                Part
              </th>
              <th scope="col" className="px-3 pt-2 font-normal">
                Proven
              </th>
              <th scope="col" className="px-3 pt-2 font-normal">
                Here
              </th>
            </tr>
          </thead>
          <tbody className="font-mono text-[13px] text-ink">
            {differences.map(({ origin, name, proven, here }) => (
              <tr key={`${origin} ${name}`}>
                <th scope="row" className="px-3 py-1 align-top [overflow-wrap:anywhere] font-normal">
                  {name}
                </th>
                <td className="px-3 py-1 align-top [overflow-wrap:anywhere]">{proven ?? 'not there'}</td>
                <td className="px-3 py-1 align-top [overflow-wrap:anywhere]">{here ?? 'not there'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
