// SPDX-License-Identifier: AGPL-3.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueFolder } from '#server/catalogue/catalogue-folder.ts';

export interface Picture {
  readonly file: string;
  readonly title: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What a proof run may leave in catalogue/<app>/screenshots, in the order of the page. */
const PICTURES: readonly Picture[] = [
  { file: 'inside.jpg', title: 'After signing in', width: 1280, height: 800 },
  { file: 'sign-in.jpg', title: 'Before signing in', width: 1280, height: 800 },
  { file: 'phone.jpg', title: 'On a phone', width: 390, height: 800 },
];

const pathOf = (app: string, file: string) => join(catalogueFolder(), app, 'screenshots', file);

/** The pictures that there are of an app. */
export const picturesOf = (app: string): Picture[] =>
  PICTURES.filter(({ file }) => existsSync(pathOf(app, file)));

/** Null when there is no such picture; any other name is refused by not being in the list. */
export const readPicture = (app: string, file: string): Buffer<ArrayBuffer> | null =>
  picturesOf(app).some((picture) => picture.file === file)
    ? (readFileSync(pathOf(app, file)) as Buffer<ArrayBuffer>)
    : null;
