// SPDX-License-Identifier: AGPL-3.0-or-later
import clsx from 'clsx';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

export function Step({
  number,
  state,
  title,
  children,
}: {
  number: number;
  state: 'done' | 'now' | 'later';
  title: string;
  children: ReactNode;
}) {
  return (
    <li className="flex gap-4 p-5 sm:p-6" aria-current={state === 'now' ? 'step' : undefined}>
      <span
        className={clsx(
          'grid size-8 shrink-0 place-items-center rounded-full font-semibold text-[15px]',
          state === 'done' && 'bg-hop-soft text-hop',
          state === 'now' && 'bg-ink text-paper',
          state === 'later' && 'border border-line text-muted',
        )}
      >
        {state === 'done' ? <Check size={17} aria-label="done" /> : number}
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold text-[18px] leading-8">{title}</h2>
        <div className="text-[15px] text-muted">{children}</div>
      </div>
    </li>
  );
}
