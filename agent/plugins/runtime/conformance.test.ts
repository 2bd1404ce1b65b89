// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { filesOnly, guarded, manyProcesses, phpSite } from '#agent/rootd/test-package.ts';
import { runtimeConformance } from './conformance.ts';
import { guard } from './guard/guard.ts';
import { phpFpm } from './php-fpm/php-fpm.ts';
import { staticFiles } from './static/static.ts';
import { systemd } from './systemd/systemd.ts';

for (const runtime of [systemd, phpFpm, staticFiles, guard])
  runtimeConformance(runtime, [manyProcesses(), phpSite(), filesOnly(), guarded()]);

describe('php-fpm', () => {
  it('renders the pool and the small nginx of the golden files', async () => {
    const { engineFiles } = phpFpm.plan(phpSite().manifest);
    const text = (name: string) => engineFiles.find((file) => file.name === name)?.text ?? '';
    await expect(text('php-fpm.conf')).toMatchFileSnapshot('golden/php-fpm.conf');
    await expect(text('nginx.conf')).toMatchFileSnapshot('golden/php-nginx.conf');
  });
});

describe('static', () => {
  it('serves an app that is files only with the small nginx of the golden file', async () => {
    const { services, engineFiles } = staticFiles.plan(filesOnly().manifest);
    expect(services.map((service) => service.name)).toEqual(['web']);
    await expect(engineFiles[0]?.text).toMatchFileSnapshot('golden/static-nginx.conf');
  });

  it('leaves every other app alone', () => {
    for (const pack of [manyProcesses(), phpSite()])
      expect(staticFiles.plan(pack.manifest)).toEqual({ services: [], jobs: [], engineFiles: [] });
  });
});

describe('guard', () => {
  it('stands before an app that has no sign-in, with the small nginx of the golden file', async () => {
    const { services, engineFiles } = guard.plan(guarded().manifest);
    expect(services.map((service) => service.name)).toEqual(['guard']);
    await expect(engineFiles[0]?.text).toMatchFileSnapshot('golden/guard-nginx.conf');
  });

  it('leaves every other app alone', () => {
    for (const pack of [manyProcesses(), phpSite(), filesOnly()])
      expect(guard.plan(pack.manifest)).toEqual({ services: [], jobs: [], engineFiles: [] });
  });
});

describe('systemd', () => {
  it('runs cron entries as jobs of any app, after once-processes', () => {
    const { jobs } = systemd.plan(manyProcesses().manifest);
    expect(jobs.map(({ name, calendar, after }) => ({ name, calendar, after }))).toEqual([
      { name: 'cron-cleanup', calendar: 'Mon,Tue,Wed,Thu,Fri *-*-* 03:15:00', after: ['migrate'] },
      { name: 'cron-often', calendar: '*:0/5', after: ['migrate'] },
    ]);
  });

  it('starts once-processes first and needs them', () => {
    const { services } = systemd.plan(manyProcesses().manifest);
    const web = services.find((service) => service.name === 'web');
    expect(web?.after).toEqual(['migrate', 'worker']);
    expect(web?.requires).toEqual(['migrate']);
    expect(services.find((service) => service.name === 'migrate')?.kind).toBe('once');
  });
});
