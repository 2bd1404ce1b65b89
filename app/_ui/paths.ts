// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Route } from 'next';

type InstallationTab = 'overview' | 'logs' | 'settings' | 'history';

/** Every address of the site. Pages link through here, so a moved page is found by the compiler. */
export const paths = {
  catalogue: () => '/' as Route,
  category: (category: string) => `/?category=${encodeURIComponent(category)}` as Route,
  app: (app: string) => `/apps/${app}` as Route,
  icon: (app: string) => `/icons/${app}`,
  signIn: (next?: string) =>
    (next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`) as Route,
  start: () => '/start' as Route,
  install: (app: string, host?: string) =>
    (host === undefined ? `/install/${app}` : `/install/${app}?host=${host}`) as Route,
  installations: () => '/installations' as Route,
  installation: (installation: string, tab: InstallationTab = 'overview') =>
    (tab === 'overview'
      ? `/installations/${installation}`
      : `/installations/${installation}?tab=${tab}`) as Route,
  operation: (operation: string) => `/operations/${operation}` as Route,
  hosts: () => '/hosts' as Route,
  host: (host: string) => `/hosts/${host}` as Route,
  connectHost: () => '/hosts/connect' as Route,
  settings: () => '/settings' as Route,
  trpc: () => '/api/trpc',
} as const;
