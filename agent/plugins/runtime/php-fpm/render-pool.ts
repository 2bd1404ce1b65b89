// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Manifest } from '#contract/manifest/manifest.ts';

type Php = NonNullable<Manifest['php']>;

/** Ours unless the package says otherwise. */
function defaults(maxBodyBytes: number): Record<string, string | number | boolean> {
  return {
    memory_limit: '256M',
    upload_max_filesize: maxBodyBytes,
    post_max_size: maxBodyBytes,
    max_execution_time: 120,
    expose_php: false,
    display_errors: false,
    log_errors: true,
    'session.save_path': '/tmp',
    // Debian leaves this to a cron job, which a sealed root has not.
    'session.gc_probability': 1,
    'session.cookie_secure': true,
    'session.cookie_httponly': true,
    'session.use_strict_mode': true,
  };
}

/**
 * php-fpm's whole configuration: one pool on /run/hop3/php.sock. The environment reaches PHP (clear_env = no):
 * it holds what the package's [env] says and nothing of the host's.
 */
export function renderPool(php: Php, maxBodyBytes: number): string {
  const ini = { ...defaults(maxBodyBytes), ...php.ini };
  const lines = Object.entries(ini)
    .filter(([key]) => !isForMaster(key))
    .map(([key, value]) =>
      typeof value === 'boolean'
        ? `php_admin_flag[${key}] = ${value ? 'on' : 'off'}`
        : `php_admin_value[${key}] = ${value}`,
    );
  return `; Rendered by hop3; changes are overwritten.
[global]
daemonize = no
; Opened, but not used: --force-stderr sends everything to the journal.
error_log = /tmp/php-fpm.log
log_limit = 4096
pid = /run/hop3/php-fpm.pid

[app]
listen = /run/hop3/php.sock
listen.mode = 0600
pm = ondemand
pm.max_children = ${php['pool-size']}
pm.process_idle_timeout = 60s
pm.max_requests = 1000
clear_env = no
catch_workers_output = yes
decorate_workers_output = no
security.limit_extensions = .php
${lines.join('\n')}
`;
}

/** What counts only before the pool exists. */
const isForMaster = (key: string): boolean => key.startsWith('opcache.') || key.startsWith('realpath_cache');

/** Arguments of the master for those; ours unless the package says otherwise. */
export function masterArguments(php: Php): string[] {
  const ini: Php['ini'] = {
    'opcache.enable': true,
    'opcache.memory_consumption': 96,
    'opcache.max_accelerated_files': 16_000,
    ...Object.fromEntries(Object.entries(php.ini).filter(([key]) => isForMaster(key))),
  };
  return Object.entries(ini).flatMap(([key, value]) => [
    '-d',
    `${key}=${typeof value === 'boolean' ? Number(value) : value}`,
  ]);
}
