// SPDX-License-Identifier: AGPL-3.0-or-later
import { readApp, readCatalogue } from '../../_catalogue/read-catalogue.ts';

export const dynamic = 'force-static';
export const dynamicParams = false;

export function generateStaticParams() {
  return readCatalogue().flatMap(({ id, icon }) => (icon === null ? [] : [{ app: id }]));
}

/** An app's cleaned icon by itself, for console pages, which mask a tint with it or show it as it is. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ app: string }> },
): Promise<Response> {
  const icon = readApp((await params).app)?.icon;
  if (!icon) return new Response(null, { status: 404 });
  return new Response(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${icon.viewBox}" fill="currentColor">${icon.body}</svg>`,
    { headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=3600' } },
  );
}
