// SPDX-License-Identifier: AGPL-3.0-or-later

export type SegmentState = 'passed' | 'needs-you' | 'unknown' | 'failed';

const colours: Record<SegmentState, string> = {
  passed: 'var(--hop)',
  'needs-you': 'var(--amber)',
  unknown: 'color-mix(in oklab, var(--muted) 38%, var(--surface))',
  failed: 'var(--brick)',
};

/**
 * Our mark: a ring of segments, one a check or a promise; filled where it passed, amber where it needs somebody, grey
 * where unknown, brick where it failed.
 * `label` says in words what it shows; empty when the text beside it says the same.
 */
export function Seal({ segments, size, label }: { segments: SegmentState[]; size: number; label: string }) {
  const stroke = size * (size < 32 ? 0.15 : 0.118);
  const radius = (size - stroke) / 2;
  const around = 2 * Math.PI * radius;
  const share = around / Math.max(segments.length, 1);
  const gap = Math.min(share * 0.26, size < 32 ? 1.4 : 4);
  const centre = size / 2;
  return (
    <svg
      role="img"
      aria-label={label}
      aria-hidden={label === '' || undefined}
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      className="-rotate-90 shrink-0"
    >
      {segments.map((state, index) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: a segment is its place in the ring
          key={index}
          cx={centre}
          cy={centre}
          r={radius}
          fill="none"
          stroke={colours[state]}
          strokeWidth={stroke}
          strokeDasharray={`${(share - gap).toFixed(2)} ${around.toFixed(2)}`}
          strokeDashoffset={(-(index * share + gap / 2)).toFixed(2)}
        />
      ))}
    </svg>
  );
}
