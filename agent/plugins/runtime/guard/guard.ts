// SPDX-License-Identifier: AGPL-3.0-or-later
import { GUARD_FILE } from '#contract/manifest/guard.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { Runtime } from '../contract.ts';
import { innerNginxService, renderInnerNginx } from '../inner-nginx.ts';

const CONFIGURATION = 'guard.conf';

/** Who stands before an app that has no sign-in of its own: the small nginx asks, and lets through to the app's port. */
export const guard: Runtime = {
  name: 'guard',
  plan: (manifest) => {
    if (manifest.guard === undefined) return { services: [], jobs: [], engineFiles: [] };
    return {
      services: [innerNginxService('guard', CONFIGURATION, manifest)],
      jobs: [],
      engineFiles: [{ name: CONFIGURATION, text: renderGuard(manifest, manifest.guard.realm) }],
    };
  },
};

function renderGuard({ proxy }: Manifest, realm: string): string {
  return renderInnerNginx({
    maxBodySize: proxy['max-body-size'],
    denied: [],
    locations: [
      [
        'location / {',
        `  auth_basic "${realm}";`,
        `  auth_basic_user_file ${GUARD_FILE};`,
        // rootd writes the number of the port that the app was given.
        '  proxy_pass http://127.0.0.1:${port};',
        '  proxy_http_version 1.1;',
        `  proxy_request_buffering ${proxy['request-buffering'] ? 'on' : 'off'};`,
        '  proxy_buffering off;',
        `  proxy_read_timeout ${Math.max(proxy.timeouts.read, proxy.websocket.length > 0 ? 3600 : 0)}s;`,
        `  proxy_send_timeout ${proxy.timeouts.send}s;`,
        '  proxy_set_header Host $http_host;',
        '  proxy_set_header Authorization "";',
        '  proxy_set_header Remote-User $remote_user;',
        '  proxy_set_header X-Remote-User $remote_user;',
        '  proxy_set_header Upgrade $http_upgrade;',
        '  proxy_set_header Connection $hop3_connection;',
        '}',
      ].join('\n'),
    ],
  });
}
