// SPDX-License-Identifier: AGPL-3.0-or-later
import type { NextConfig } from 'next';

const config: NextConfig = {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  serverExternalPackages: ['@dbos-inc/dbos-sdk', '@node-rs/argon2', 'postgres', 'ssh2'],
};

export default config;
