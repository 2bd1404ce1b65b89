// SPDX-License-Identifier: AGPL-3.0-or-later
import { servesFilesOnly } from '#contract/manifest/command.ts';
import { ENGINE_DIRECTORY, REMOVE_STALE_SOCKET, type Runtime } from '../contract.ts';
import { renderInnerNginx } from '../inner-nginx.ts';

/** Files only: a document root, no PHP, no web process. An nginx of the installation serves them. */
export const staticFiles: Runtime = {
  name: 'static',
  plan: (manifest) => {
    const documentRoot = manifest.build['document-root'];
    if (documentRoot === undefined || !servesFilesOnly(manifest))
      return { services: [], jobs: [], engineFiles: [] };
    const text = renderInnerNginx({
      documentRoot,
      maxBodySize: manifest.proxy['max-body-size'],
      denied: [],
      locations: ['location / {\n  index index.html;\n  try_files $uri $uri/ =404;\n}'],
    });
    return {
      services: [
        {
          name: 'web',
          kind: 'daemon',
          argv: ['/usr/sbin/nginx', '-c', `${ENGINE_DIRECTORY}/nginx.conf`, '-e', 'stderr'],
          before: [REMOVE_STALE_SOCKET],
          workingDirectory: '/data',
          after: [],
          requires: [],
          umask: '0007',
          startTimeoutSeconds: manifest.run['start-timeout'],
          stopSignal: 'SIGQUIT',
          stopTimeoutSeconds: manifest.run['stop-timeout'],
        },
      ],
      jobs: [],
      engineFiles: [{ name: 'nginx.conf', text }],
    };
  },
};
