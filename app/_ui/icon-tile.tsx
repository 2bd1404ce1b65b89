// SPDX-License-Identifier: AGPL-3.0-or-later
import type { CSSProperties, ReactNode } from 'react';

export const tint = (colour: string): CSSProperties => ({
  background: `color-mix(in oklab, ${colour} 13%, var(--surface))`,
  color: `color-mix(in oklab, ${colour} 80%, var(--ink))`,
});

/** The square behind an app's icon, in a tint of its colour; `colour` null for icons that bring several. */
export function IconTile({
  colour,
  size,
  children,
}: {
  colour: string | null;
  size: number;
  children: ReactNode;
}) {
  return (
    <span
      aria-hidden="true"
      className="grid shrink-0 place-items-center overflow-hidden rounded-xl bg-sunken"
      style={{ width: size, height: size, ...(colour === null ? {} : tint(colour)) }}
    >
      {children}
    </span>
  );
}

export function LetterIcon({ title, size }: { title: string; size: number }) {
  return (
    <span className="font-bold" style={{ fontSize: size * 0.36, fontFamily: 'var(--font-sans)' }}>
      {title.slice(0, 1).toUpperCase()}
    </span>
  );
}
