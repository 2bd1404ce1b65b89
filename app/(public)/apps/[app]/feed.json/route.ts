// SPDX-License-Identifier: AGPL-3.0-or-later
import { wholeFeedOf } from '../../../../_catalogue/feed.ts';
import { readApp, readCatalogue } from '../../../../_catalogue/read-catalogue.ts';

export const dynamic = 'force-static';
export const dynamicParams = false;

export function generateStaticParams() {
  return readCatalogue().map(({ id }) => ({ app: id }));
}

/** One app for machines. */
export async function GET(_request: Request, { params }: { params: Promise<{ app: string }> }) {
  const app = readApp((await params).app);
  return app === null
    ? new Response(null, { status: 404 })
    : Response.json({ format: 1, app: wholeFeedOf(app) });
}
