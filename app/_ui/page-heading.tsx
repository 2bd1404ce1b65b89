// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';

export interface Crumb {
  title: string;
  href?: Route;
}

export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Where you are" className="pt-6 text-[14.5px] text-muted">
      <ol className="flex flex-wrap">
        {crumbs.map((crumb, index) => (
          <li key={crumb.title} className="flex">
            {index > 0 ? (
              <span aria-hidden="true" className="px-2">
                /
              </span>
            ) : null}
            {crumb.href ? (
              <Link href={crumb.href} prefetch={false} className="hover:text-ink hover:underline">
                {crumb.title}
              </Link>
            ) : (
              <span>{crumb.title}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function PageHeading({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-4 pt-9 pb-6">
      <div className="min-w-0 flex-1 basis-72">
        <h1 className="font-bold text-[30px] sm:text-[34px]">{title}</h1>
        {children ? <p className="mt-1.5 max-w-[62ch] text-muted">{children}</p> : null}
      </div>
      {action}
    </div>
  );
}

export function SectionHeading({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="mt-7 mb-2 flex min-h-9 items-center gap-4">
      <h2 className="font-semibold text-[20px]">{children}</h2>
      {action ? <div className="ml-auto">{action}</div> : null}
    </div>
  );
}
