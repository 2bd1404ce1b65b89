// SPDX-License-Identifier: AGPL-3.0-or-later
import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

/** A hairline box; divide what is inside with lines instead of putting boxes into it. */
export function Panel({ className, ...rest }: ComponentProps<'div'>) {
  return <div {...rest} className={clsx('rounded-2xl border border-line bg-surface', className)} />;
}

export interface Fact {
  term: string;
  value: ReactNode;
}

/** Term left, value right, a line between. */
export function Facts({ facts, className }: { facts: Fact[]; className?: string }) {
  return (
    <dl className={clsx('rounded-2xl border border-line bg-surface px-5 py-3 text-[15px]', className)}>
      {facts.map((fact) => (
        <div key={fact.term} className="flex justify-between gap-4 border-line border-b py-2 last:border-0">
          <dt className="shrink-0 text-muted">{fact.term}</dt>
          <dd className="min-w-0 break-words text-right">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

type NoticeTone = 'amber' | 'brick' | 'hop' | 'plain';
const noticeTones: Record<NoticeTone, string> = {
  amber: 'bg-amber-soft',
  brick: 'bg-brick-soft',
  hop: 'bg-hop-soft',
  plain: 'bg-sunken',
};
const signTones: Record<NoticeTone, string> = {
  amber: 'text-amber',
  brick: 'text-brick',
  hop: 'text-hop',
  plain: 'text-muted',
};

/** What needs you (amber), what is broken (brick), what is kept (hop). */
export function Notice({
  tone,
  sign,
  title,
  children,
  action,
  className,
  live = false,
}: {
  tone: NoticeTone;
  sign?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
  /** Read out at once when it appears. */
  live?: boolean;
}) {
  return (
    <div
      role={live ? 'alert' : undefined}
      className={clsx(
        'flex flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl px-5 py-4',
        noticeTones[tone],
        className,
      )}
    >
      {sign ? <span className={clsx('self-start pt-0.5 text-[20px]', signTones[tone])}>{sign}</span> : null}
      <div className="min-w-0 flex-1 basis-48">
        <div className="font-semibold">{title}</div>
        {children ? <div className="mt-0.5 text-[14.5px] text-ink/80">{children}</div> : null}
      </div>
      {action}
    </div>
  );
}
