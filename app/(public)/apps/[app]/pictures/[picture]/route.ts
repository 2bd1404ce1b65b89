// SPDX-License-Identifier: AGPL-3.0-or-later
import { picturesOf, readPicture } from '../../../../../_catalogue/pictures.ts';
import { readCatalogue } from '../../../../../_catalogue/read-catalogue.ts';

export const dynamic = 'force-static';
export const dynamicParams = false;

export function generateStaticParams() {
  return readCatalogue().flatMap(({ id }) => picturesOf(id).map(({ file }) => ({ app: id, picture: file })));
}

/** A picture that the proof run took. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ app: string; picture: string }> },
) {
  const { app, picture } = await params;
  const bytes = readPicture(app, picture);
  return bytes === null
    ? new Response(null, { status: 404 })
    : new Response(bytes, { headers: { 'Content-Type': 'image/jpeg' } });
}
