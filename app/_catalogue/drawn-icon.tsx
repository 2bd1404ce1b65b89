// SPDX-License-Identifier: AGPL-3.0-or-later
import { IconTile, LetterIcon } from '../_ui/icon-tile.tsx';
import { type CleanIcon, DEFAULT_COLOUR } from './clean-svg.ts';

/** An app's icon drawn into the page; a letter when it has none. */
export function DrawnIcon({ icon, title, size }: { icon: CleanIcon | null; title: string; size: number }) {
  // A glyph of one colour stands on a tint of it; an icon of several colours brings its own ground.
  const drawn = icon?.colour === null ? size : Math.round(size * 0.54);
  return (
    <IconTile colour={icon === null ? DEFAULT_COLOUR : icon.colour} size={size}>
      {icon === null ? (
        <LetterIcon title={title} size={size} />
      ) : (
        <svg
          viewBox={icon.viewBox}
          width={drawn}
          height={drawn}
          fill="currentColor"
          aria-hidden="true"
          // biome-ignore lint/security/noDangerouslySetInnerHtml: rebuilt from an allow-list by cleanSvg
          dangerouslySetInnerHTML={{ __html: icon.body }}
        />
      )}
    </IconTile>
  );
}
