// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Manifest } from '#contract/manifest/manifest.ts';
import { bytesOf } from '#contract/manifest/strings.ts';
import { ENGINE_DIRECTORY, REMOVE_STALE_SOCKET, type Service } from './contract.ts';

/**
 * The small nginx of an installation, inside its sealed root: it runs as the app's user, listens on
 * /run/hop3/web.sock and serves files of the document root, or asks who is there before it passes on to the app. The host's proxy ends TLS, limits bodies and sets the
 * forwarded headers; this one trusts them because only the proxy and the agent can open its socket.
 */
export interface InnerNginx {
  /** Absent: it serves no files. */
  readonly documentRoot?: string;
  /** A size such as 64M. */
  readonly maxBodySize: string;
  /** Paths answered with 403; `*` stands for anything. */
  readonly denied: readonly string[];
  /** Directives of the server after the denied paths. */
  readonly locations: readonly string[];
}

/** The service that runs it, with an engine file as its configuration. */
export function innerNginxService(name: string, configuration: string, { run }: Manifest): Service {
  return {
    name,
    kind: 'daemon',
    argv: ['/usr/sbin/nginx', '-c', `${ENGINE_DIRECTORY}/${configuration}`, '-e', 'stderr'],
    before: [REMOVE_STALE_SOCKET],
    workingDirectory: '/data',
    after: [],
    requires: [],
    umask: '0007',
    startTimeoutSeconds: run['start-timeout'],
    stopSignal: 'SIGQUIT',
    stopTimeoutSeconds: run['stop-timeout'],
  };
}

export function renderInnerNginx(site: InnerNginx): string {
  return `# Rendered by hop3; changes are overwritten.
daemon off;
worker_processes 1;
pid /tmp/nginx.pid;
error_log stderr warn;
events {
  worker_connections 512;
}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  server_tokens off;
  sendfile on;
  gzip on;
  gzip_vary on;
  gzip_types text/css text/plain text/xml application/javascript application/json application/xml image/svg+xml;
  client_max_body_size ${bytesOf(site.maxBodySize)};
  client_body_temp_path /tmp/nginx-body;
  proxy_temp_path /tmp/nginx-proxy;
  fastcgi_temp_path /tmp/nginx-fastcgi;
  uwsgi_temp_path /tmp/nginx-uwsgi;
  scgi_temp_path /tmp/nginx-scgi;
  set_real_ip_from unix:;
  real_ip_header X-Real-IP;
  map $http_x_forwarded_proto $hop3_https {
    default "";
    https on;
  }
  map $http_upgrade $hop3_connection {
    default upgrade;
    "" "";
  }
  map $http_x_forwarded_port $hop3_port {
    default 80;
    "~^[0-9]+$" $http_x_forwarded_port;
  }
  server {
    listen unix:/run/hop3/web.sock;
${site.documentRoot === undefined ? '' : filesOf(site.documentRoot)}    absolute_redirect off;
${[...site.denied.map(deniedLocation), ...site.locations].map((text) => indent(text)).join('\n')}
  }
}
`;
}

/** Files whose names begin with a dot are nobody's. */
function filesOf(documentRoot: string): string {
  return `    root ${documentRoot};
    location ~ /\\.(?!well-known/) {
      return 404;
    }
`;
}

/** `*` stands for anything, also slashes; everything else is literal. */
export function deniedLocation(path: string): string {
  const pattern = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*');
  // With what PHP takes as PATH_INFO behind a script.
  return `location ~* ^${pattern}(?:/.*)?$ {\n  return 403;\n}`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}
