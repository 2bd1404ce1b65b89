// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { manyProcesses, phpSite } from '#agent/rootd/test-package.ts';
import { runtimeConformance } from './conformance.ts';
import { phpFpm } from './php-fpm/php-fpm.ts';
import { staticFiles } from './static/static.ts';
import { systemd } from './systemd/systemd.ts';

for (const runtime of [systemd, phpFpm, staticFiles])
  runtimeConformance(runtime, [manyProcesses(), phpSite()]);

describe('php-fpm', () => {
  it('renders the pool and the small nginx of the golden files', async () => {
    const { engineFiles } = phpFpm.plan(phpSite().manifest);
    const text = (name: string) => engineFiles.find((file) => file.name === name)?.text ?? '';
    await expect(text('php-fpm.conf')).toMatchFileSnapshot('golden/php-fpm.conf');
    await expect(text('nginx.conf')).toMatchFileSnapshot('golden/php-nginx.conf');
  });
});

describe('systemd', () => {
  it('starts once-processes first and needs them', () => {
    const { services } = systemd.plan(manyProcesses().manifest);
    const web = services.find((service) => service.name === 'web');
    expect(web?.after).toEqual(['migrate', 'worker']);
    expect(web?.requires).toEqual(['migrate']);
    expect(services.find((service) => service.name === 'migrate')?.kind).toBe('once');
  });
});
