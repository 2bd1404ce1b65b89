// SPDX-License-Identifier: AGPL-3.0-or-later
import { signedInBy } from '#server/auth/authorise.ts';
import type { SignedIn, Visitor } from '#server/auth/sessions.ts';
import { visitorOf } from '#server/auth/visitor.ts';
import type { WebProcess } from './web-process.ts';

/** What every procedure gets. */
export interface ApiContext {
  readonly web: WebProcess;
  readonly signedIn: SignedIn | null;
  readonly visitor: Visitor;
  /** Whether the session still lives: asked again by what runs for long. */
  readonly stillSignedIn: () => Promise<boolean>;
}

export async function contextOf(web: WebProcess, headers: Headers): Promise<ApiContext> {
  const cookie = headers.get('cookie');
  return {
    web,
    signedIn: await signedInBy(web, cookie),
    visitor: visitorOf(headers),
    stillSignedIn: async () => (await signedInBy(web, cookie)) !== null,
  };
}

/**
 * A request that changes something must come from our own pages. Browsers say where a request comes from; what is no
 * browser has no cookie that somebody else could use.
 */
export function isFromOurPages(request: Request, siteUrl: string): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  const fetchSite = request.headers.get('sec-fetch-site');
  if (fetchSite !== null) return fetchSite === 'same-origin' || fetchSite === 'none';
  const origin = request.headers.get('origin');
  return origin === null || origin === new URL(siteUrl).origin || origin === new URL(request.url).origin;
}
