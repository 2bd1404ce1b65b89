// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Route } from 'next';

type InstallationTab = 'overview' | 'backups' | 'addresses' | 'logs' | 'settings' | 'history';

/** Dialogs that an address can open. */
export type InstallationDialog = 'sign-in' | 'update' | 'address';

/** Every address of the site. Pages link through here, so a moved page is found by the compiler. */
export const paths = {
  catalogue: () => '/' as Route,
  category: (category: string) => `/?category=${encodeURIComponent(category)}` as Route,
  app: (app: string) => `/apps/${app}` as Route,
  compare: (apps: string[]) => (apps.length === 0 ? '/compare' : `/compare?apps=${apps.join(',')}`) as Route,
  icon: (app: string) => `/icons/${app}`,
  picture: (app: string, file: string) => `/apps/${app}/pictures/${file}`,
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
  installationDialog: (installation: string, dialog: InstallationDialog) =>
    (dialog === 'address'
      ? `/installations/${installation}?tab=addresses&open=${dialog}`
      : `/installations/${installation}?open=${dialog}`) as Route,
  operation: (operation: string) => `/operations/${operation}` as Route,
  hosts: () => '/hosts' as Route,
  host: (host: string) => `/hosts/${host}` as Route,
  connectHost: () => '/hosts/connect' as Route,
  settings: () => '/settings' as Route,
  backupPlaces: () => '/settings/places' as Route,
  addBackupPlace: () => '/settings/places/add' as Route,
  recoverySheet: () => '/settings/recovery' as Route,
  trpc: () => '/api/trpc',
} as const;
