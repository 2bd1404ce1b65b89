// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, it } from 'vitest';
import { down } from '#sandbox/sandbox.ts';
import { type PluginHost, pluginHost } from '../test-plugin-host.ts';
import { addonConformance } from './conformance.ts';

describe.each([
  { suite: 'trixie', name: 'test-roots' },
  { suite: 'bookworm', name: 'test-roots12' },
] as const)('addons on Debian $suite', ({ suite, name }) => {
  let host: PluginHost;

  beforeAll(async () => {
    host = await pluginHost({ name, suite });
  });
  afterAll(async () => {
    if (!process.env['HOP3_KEEP_HOSTS']) await down(name, { remove: true });
  });

  describe.each(['postgres', 'mysql', 'redis'])('%s', (type) => {
    // The first check that makes something also installs the service.
    it.each(addonConformance.map((check) => check.name))('%s', { timeout: 600_000 }, async (check) => {
      await host.check('addon', type, check);
    });
  });
});
