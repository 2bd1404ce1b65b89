// SPDX-License-Identifier: AGPL-3.0-or-later

/** An app as the palette finds it: palette.json is a list of these. */
export interface PaletteApp {
  id: string;
  title: string;
  summary: string;
  /** What else finds it: categories, tags, what it replaces. */
  words: string[];
}
