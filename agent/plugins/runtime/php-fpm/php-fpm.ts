// SPDX-License-Identifier: AGPL-3.0-or-later
import { commandArgv } from '#contract/manifest/command.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { ManifestCommand } from '#contract/manifest/run.ts';
import { bytesOf } from '#contract/manifest/strings.ts';
import { ENGINE_DIRECTORY, type RootArgv, type Runtime, type Service } from '../contract.ts';
import { innerNginxService, renderInnerNginx } from '../inner-nginx.ts';
import { masterArguments, renderPool } from './render-pool.ts';

/** PHP of each suite: the one version that its archive has. */
const PHP_VERSION = { bookworm: '8.2', trixie: '8.4' } as const;
const HOOK_SECONDS = 300;

/** Two units in the same root: a php-fpm master of the installation's own (php) and a small nginx (web). */
export const phpFpm: Runtime = {
  name: 'php-fpm',
  plan: (manifest) => {
    const documentRoot = manifest.build['document-root'];
    if (manifest.php === undefined || documentRoot === undefined)
      return { services: [], jobs: [], engineFiles: [] };
    return {
      services: [
        phpService(manifest, manifest.php),
        { ...innerNginxService('web', 'nginx.conf', manifest), after: ['php'] },
      ],
      jobs: [],
      engineFiles: [
        { name: 'php-fpm.conf', text: renderPool(manifest.php, bytesOf(manifest.proxy['max-body-size'])) },
        { name: 'nginx.conf', text: nginxText(manifest, manifest.php, documentRoot) },
      ],
    };
  },
};

function phpService(manifest: Manifest, php: NonNullable<Manifest['php']>): Service {
  const argv = (command: ManifestCommand) =>
    commandArgv(command, manifest.source.type) as [string, ...string[]];
  const before: { argv: RootArgv; directory: string }[] = [];
  if (manifest.hooks['before-start'] !== undefined) {
    before.push({ argv: argv(manifest.hooks['before-start']), directory: '/package' });
  }
  if (manifest.run['before-run'] !== undefined) {
    before.push({ argv: argv(manifest.run['before-run']), directory: manifest.run['working-dir'] });
  }
  const once = manifest.processes.filter((process) => process.kind === 'once').map((process) => process.name);
  return {
    name: 'php',
    kind: 'daemon',
    argv: [
      `/usr/sbin/php-fpm${PHP_VERSION[manifest.source.suite]}`,
      '--nodaemonize',
      // The journal is on standard error; a log file named by path cannot be a socket.
      '--force-stderr',
      '--fpm-config',
      `${ENGINE_DIRECTORY}/php-fpm.conf`,
      ...masterArguments(php),
    ],
    before,
    workingDirectory: manifest.run['working-dir'],
    after: once,
    requires: once,
    umask: '0027',
    ownSocket: 'php.sock',
    startTimeoutSeconds: manifest.run['start-timeout'] + before.length * HOOK_SECONDS,
    stopSignal: 'SIGQUIT',
    stopTimeoutSeconds: manifest.run['stop-timeout'],
  };
}

function nginxText(manifest: Manifest, php: NonNullable<Manifest['php']>, documentRoot: string): string {
  const front = php['front-controller'];
  const script = `location ~ \\.php(?:/|$) {
  fastcgi_split_path_info ^(.+?\\.php)(/.*)?$;
  # try_files clears $fastcgi_path_info, so it is kept before.
  set $hop3_path_info $fastcgi_path_info;
  # Only a script that is a file under the document root is ever given to PHP.
  try_files $fastcgi_script_name =404;
  include /etc/nginx/fastcgi_params;
  fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
  fastcgi_param PATH_INFO $hop3_path_info;
  fastcgi_param HTTPS $hop3_https if_not_empty;
  fastcgi_param REQUEST_SCHEME $http_x_forwarded_proto;
  fastcgi_param SERVER_NAME $host;
  fastcgi_param SERVER_PORT $hop3_port;
  fastcgi_param HTTP_PROXY "";
  fastcgi_read_timeout ${manifest.proxy.timeouts.read}s;
  fastcgi_send_timeout ${manifest.proxy.timeouts.send}s;
  fastcgi_pass unix:/run/hop3/php.sock;
}`;
  const page =
    front === undefined
      ? 'location / {\n  index index.php index.html;\n  try_files $uri $uri/ =404;\n}'
      : `location / {\n  index index.php index.html;\n  try_files $uri $uri/ ${front}$is_args$args;\n}`;
  return renderInnerNginx({
    documentRoot,
    maxBodySize: manifest.proxy['max-body-size'],
    denied: php.denied,
    locations: [script, page],
  });
}
