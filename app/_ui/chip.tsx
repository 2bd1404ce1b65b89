// SPDX-License-Identifier: AGPL-3.0-or-later
import clsx from 'clsx';
import type { ReactNode } from 'react';

type ChipTone = 'plain' | 'hop' | 'amber' | 'brick';
const tones: Record<ChipTone, string> = {
  plain: 'border-line text-muted',
  hop: 'border-transparent bg-hop-soft text-hop',
  amber: 'border-transparent bg-amber-soft text-amber',
  brick: 'border-transparent bg-brick-soft text-brick',
};

/** A word or two about what stands beside it. */
export function Chip({
  tone = 'plain',
  title,
  children,
}: {
  tone?: ChipTone;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex h-6 max-w-52 items-center gap-1.5 rounded-full border px-2.5 text-[13.5px] leading-none',
        tones[tone],
      )}
    >
      <span className="truncate py-1">{children}</span>
    </span>
  );
}
