// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import { bytesOf } from '#contract/manifest/strings.ts';
import { PAGE_HEADER, SITE_HEADER, type Site } from '../contract.ts';

/** What the nginx of this host can do. */
export interface NginxFacts {
  readonly ipv6: boolean;
  /** nginx 1.25.1 made http2 a directive; before it is an option of listen. */
  readonly http2Directive: boolean;
}

const UPGRADED_SECONDS = 3600;
const UNANSWERED = '/.hop3-unanswered';

/**
 * Answers to challenges of an ACME directory. The ACME client writes there, so a link in it leads nowhere.
 */
const CHALLENGES = `  location ^~ /.well-known/acme-challenge/ {
    root ${paths.acmeWebroot};
    default_type text/plain;
    disable_symlinks on from=${paths.acmeWebroot};
  }`;

/**
 * The one file in conf.d: names that nobody has get no answer, but for challenges (a certificate is there before its
 * site), and every site is included.
 */
export function renderBase(facts: NginxFacts, sitesDirectory: string): string {
  return `# Rendered by hop3; changes are overwritten.
server_names_hash_bucket_size 128;
map $http_upgrade $hop3_connection {
  default upgrade;
  "" "";
}
server {
${listen(facts, '80', 'default_server')}
  server_name _;
  server_tokens off;
${CHALLENGES}
  location / {
    return 444;
  }
}
server {
${listen(facts, '443', `ssl${facts.http2Directive ? '' : ' http2'} default_server`)}
  server_name _;
  server_tokens off;
  ssl_reject_handshake on;
  return 444;
}
include ${sitesDirectory}/*.conf;
`;
}

export function renderSite(site: Site, facts: NginxFacts): string {
  const authority = site.publicPort === 443 ? site.domain : `${site.domain}:${site.publicPort}`;
  const app =
    site.endpoint.kind === 'socket' ? `unix:${site.endpoint.path}` : `127.0.0.1:${site.endpoint.port}`;
  const standIn = `unix:${site.standIn.socket}`;
  const upgradeAll = site.proxy.websocket.includes('/');
  const locations = [
    ...(upgradeAll ? [] : site.proxy.websocket.map((prefix) => location(prefix, true))),
    location('/', upgradeAll),
  ];
  return `# Rendered by hop3; changes are overwritten.
upstream ${site.user} {
${(site.standIn.closed ? [`  server ${standIn} max_fails=0;`] : [`  server ${app} max_fails=0;`, `  server ${standIn} max_fails=0 backup;`]).join('\n')}
}
server {
${listen(facts, '80')}
  server_name ${site.domain};
  server_tokens off;
  access_log off;
${CHALLENGES}
  location / {
    return 301 https://${authority}$request_uri;
  }
}
server {
${listen(facts, '443', facts.http2Directive ? 'ssl' : 'ssl http2')}
${site.publicPort === 443 ? '' : `  listen 127.0.0.1:${site.publicPort} ssl;\n`}${facts.http2Directive ? '  http2 on;\n' : ''}  server_name ${site.domain};
  server_tokens off;
  access_log off;
  ssl_certificate ${site.certificate.chain};
  ssl_certificate_key ${site.certificate.key};
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_cache shared:hop3:4m;
  ssl_session_tickets off;
  client_max_body_size ${bytesOf(site.proxy['max-body-size'])};
  proxy_http_version 1.1;
  proxy_request_buffering ${site.proxy['request-buffering'] ? 'on' : 'off'};
  proxy_connect_timeout 10s;
  proxy_send_timeout ${site.proxy.timeouts.send}s;
  proxy_next_upstream error;
  error_page 502 504 ${UNANSWERED};
  location = ${UNANSWERED} {
    internal;
    proxy_pass http://${standIn};
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    proxy_set_header ${SITE_HEADER} ${site.user};
    proxy_set_header ${PAGE_HEADER} unanswered;
  }
${locations.join('\n')}
}
`;

  function location(prefix: string, upgraded: boolean): string {
    const readSeconds = upgraded
      ? Math.max(site.proxy.timeouts.read, UPGRADED_SECONDS)
      : site.proxy.timeouts.read;
    return `  location ${quoted(prefix)} {
    proxy_pass http://${site.user};
    proxy_redirect off;
    proxy_read_timeout ${readSeconds}s;
    proxy_set_header Host ${authority};
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto https;
    proxy_set_header X-Forwarded-Host ${authority};
    proxy_set_header X-Forwarded-Port ${site.publicPort};
    proxy_set_header X-Forwarded-Server "";
    proxy_set_header X-Forwarded-Prefix "";
    proxy_set_header X-Forwarded-Ssl on;
    proxy_set_header X-Original-URL "";
    proxy_set_header X-Rewrite-URL "";
    proxy_set_header Forwarded "";
    proxy_set_header Proxy "";
    proxy_set_header Remote-User "";
    proxy_set_header ${SITE_HEADER} ${site.user};
    proxy_set_header ${PAGE_HEADER} "";
    proxy_set_header X-Remote-User "";
    proxy_set_header Upgrade ${upgraded ? '$http_upgrade' : '""'};
    proxy_set_header Connection ${upgraded ? '$hop3_connection' : '""'};
  }`;
  }
}

function listen(facts: NginxFacts, port: string, options = ''): string {
  const rest = options === '' ? '' : ` ${options}`;
  const lines = [`  listen ${port}${rest};`];
  if (facts.ipv6) lines.push(`  listen [::]:${port}${rest};`);
  return lines.join('\n');
}

/** A prefix of a manifest as a word of nginx: printable ASCII without variables; anything else is refused. */
function quoted(prefix: string): string {
  if (!/^\/[A-Za-z0-9._~!&'()*+,=:@%/-]*$/.test(prefix))
    throw new Error(`not a plain path prefix: ${prefix}`);
  return `"${prefix}"`;
}
