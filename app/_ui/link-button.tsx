// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { type ButtonLook, buttonClass } from './button.tsx';

/** A file of its own: the page that is shown when all else breaks has a button, and is part of every page's load. */
export function LinkButton({
  tone,
  size,
  className,
  href,
  children,
  prefetch = false,
}: ButtonLook & { className?: string; href: Route; children: ReactNode; prefetch?: boolean }) {
  return (
    <Link href={href} prefetch={prefetch} className={buttonClass(tone, size, className)}>
      {children}
    </Link>
  );
}
