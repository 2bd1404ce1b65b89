// SPDX-License-Identifier: AGPL-3.0-or-later
import clsx from 'clsx';
import { formatBytes } from '../../../_ui/format.ts';

/** How much of something is used: a bar, and the same in words. */
export function CapacityBar({
  term,
  totalBytes,
  freeBytes,
}: {
  term: string;
  totalBytes: number;
  freeBytes: number;
}) {
  const used = Math.max(0, totalBytes - freeBytes);
  const share = totalBytes === 0 ? 0 : used / totalBytes;
  const tone = share > 0.95 ? 'bg-brick' : share > 0.85 ? 'bg-amber' : 'bg-hop';
  return (
    <div className="min-w-0 flex-1">
      <div className="flex justify-between gap-3 text-[14px]">
        <span className="text-muted">{term}</span>
        <span className="tabular-nums">
          {formatBytes(freeBytes)} free <span className="text-muted">of {formatBytes(totalBytes)}</span>
        </span>
      </div>
      {/* A meter element cannot be drawn like this in every browser. */}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div
        role="meter"
        aria-label={`${term} used`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={`${formatBytes(used)} of ${formatBytes(totalBytes)} used`}
        className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={clsx('h-full rounded-full', tone)}
          style={{ width: `${Math.max(share * 100, 1)}%` }}
        />
      </div>
    </div>
  );
}
