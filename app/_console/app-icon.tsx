// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { createContext, use } from 'react';
import { IconTile, LetterIcon } from '../_ui/icon-tile.tsx';
import { paths } from '../_ui/paths.ts';

/** Colour of each app that has an icon; null for icons of several colours. */
export type IconColourMap = Readonly<Record<string, string | null>>;

const Context = createContext<IconColourMap>({});
export const IconColours = Context.Provider;

const FALLBACK = '#3b7a57';

export function AppIcon({ app, title, size }: { app: string; title: string; size: number }) {
  const colour = use(Context)[app];
  if (colour === undefined) {
    return (
      <IconTile colour={FALLBACK} size={size}>
        <LetterIcon title={title} size={size} />
      </IconTile>
    );
  }
  if (colour === null) {
    return (
      <IconTile colour={null} size={size}>
        {/* biome-ignore lint/performance/noImgElement: a drawing of a few hundred bytes */}
        <img src={paths.icon(app)} alt="" width={size} height={size} />
      </IconTile>
    );
  }
  const drawn = Math.round(size * 0.54);
  const mask = `url(${paths.icon(app)}) center / contain no-repeat`;
  return (
    <IconTile colour={colour} size={size}>
      <span style={{ width: drawn, height: drawn, background: 'currentColor', mask }} />
    </IconTile>
  );
}
