// SPDX-License-Identifier: AGPL-3.0-or-later
import clsx from 'clsx';

export type StatusTone = 'hop' | 'amber' | 'brick' | 'muted';

const tones: Record<StatusTone, string> = {
  hop: 'bg-hop',
  amber: 'bg-amber',
  brick: 'bg-brick',
  muted: 'bg-muted/50',
};

/** Always beside words that say the same: colour alone says nothing. */
export function StatusDot({ tone, pulse = false }: { tone: StatusTone; pulse?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'inline-block size-2 shrink-0 -translate-y-px rounded-full',
        tones[tone],
        pulse && 'animate-pulse',
      )}
    />
  );
}
