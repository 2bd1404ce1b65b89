// SPDX-License-Identifier: AGPL-3.0-or-later
import type { NextConfig } from 'next';
import { SECURITY_HEADERS } from './app/_security/content-policy.ts';

const config: NextConfig = {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `npm run check` checks types; npm start would only wait for the same a second time.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['@dbos-inc/dbos-sdk', '@node-rs/argon2', 'postgres', 'ssh2'],
  // Code reads folders whose names it is told, so the traces of pages hold files of the whole project. What is packed
  // here for servers meanwhile is gone before it is copied, and then nothing at all is copied of such a page.
  outputFileTracingExcludes: { '/**': ['./dist/agent/**'] },
  // Content security policies: of pages made once by app/_security/page-policies.ts, of others by proxy.ts.
  headers: async () => [{ source: '/((?!_next/static/).*)', headers: SECURITY_HEADERS }],
};

export default config;
