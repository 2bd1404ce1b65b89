// SPDX-License-Identifier: AGPL-3.0-or-later
import { type NextRequest, NextResponse } from 'next/server';
import { contentPolicy, hashSource } from './app/_security/content-policy.ts';
import { TOAST_STYLE_HASHES } from './app/_security/toast-style.ts';
import { themeScript } from './app/theme-script.ts';

const themeSource = hashSource(themeScript);
const isDevelopment = process.env.NODE_ENV === 'development';

/**
 * Before pages that are made for each request: a nonce for their inline scripts, and the asked path, so that signing
 * in leads back to it. Pages made once never come here (their policy has hashes).
 */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set('x-asked-path', request.nextUrl.pathname + request.nextUrl.search);
  if (isDevelopment) return NextResponse.next({ request: { headers } });
  const nonce = crypto.randomUUID();
  const policy = contentPolicy({ scripts: [`'nonce-${nonce}'`, themeSource], styles: TOAST_STYLE_HASHES });
  // Next reads the nonce from the request's policy and puts it on its scripts.
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

export const config = {
  matcher: [
    '/start',
    '/settings/:path*',
    '/install/:path*',
    '/installations/:path*',
    '/operations/:path*',
    '/hosts/:path*',
    '/welcome/:path*',
  ],
};
