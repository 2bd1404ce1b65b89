// SPDX-License-Identifier: AGPL-3.0-or-later
import { feedOf } from '../../_catalogue/feed.ts';
import { readCatalogue } from '../../_catalogue/read-catalogue.ts';

export const dynamic = 'force-static';

/** The whole catalogue for machines. */
export function GET() {
  return Response.json({ format: 1, apps: readCatalogue().map(feedOf) });
}
