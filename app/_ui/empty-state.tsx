// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactNode } from 'react';

/** Nothing here: what it means and what to do about it. */
export function EmptyState({
  sign,
  title,
  children,
  action,
}: {
  sign?: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center rounded-2xl border border-line border-dashed px-6 py-14 text-center">
      {sign ? (
        <span className="mb-4 grid size-14 place-items-center rounded-2xl bg-sunken text-[24px] text-muted">
          {sign}
        </span>
      ) : null}
      <h2 className="font-semibold text-[20px]">{title}</h2>
      <div className="mt-1.5 max-w-[52ch] text-muted">{children}</div>
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-3">{action}</div> : null}
    </div>
  );
}
