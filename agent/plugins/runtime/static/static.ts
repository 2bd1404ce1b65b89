// SPDX-License-Identifier: AGPL-3.0-or-later
import { servesFilesOnly } from '#contract/manifest/command.ts';
import type { Runtime } from '../contract.ts';
import { innerNginxService, renderInnerNginx } from '../inner-nginx.ts';

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
      services: [innerNginxService('web', 'nginx.conf', manifest)],
      jobs: [],
      engineFiles: [{ name: 'nginx.conf', text }],
    };
  },
};
