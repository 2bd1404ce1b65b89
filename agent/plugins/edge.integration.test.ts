// SPDX-License-Identifier: AGPL-3.0-or-later
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RootdHost, rootdHost } from '#agent/rootd/test-rootd-host.ts';
import { backupConformance } from './backup/conformance.ts';
import { osConformance } from './os/conformance.ts';
import { proxyConformance } from './proxy/conformance.ts';

const project = join(import.meta.dirname, '..', '..');

describe.each([
  { suite: 'trixie', name: 'test-rootd' },
  { suite: 'bookworm', name: 'test-rootd-12' },
] as const)('on Debian $suite', ({ suite, name }) => {
  let host: RootdHost;

  beforeAll(async () => {
    host = await rootdHost({ name, suite, directory: join(tmpdir(), 'hop3-test-rootd') });
    const bundle = await build({
      entryPoints: [join(import.meta.dirname, 'test-edge-on-host.ts')],
      absWorkingDir: project,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      write: false,
      logLevel: 'silent',
    });
    await host.shell('cat > /root/test-edge-on-host.mjs', bundle.outputFiles[0]?.text ?? '');
  });

  afterAll(async () => {
    await host?.leave();
  });

  const holds = (what: string) => async (check: string) => {
    const ran = await host.shell(
      `/opt/hop3/runtime/*/bin/node /root/test-edge-on-host.mjs ${what} '${check}'`,
    );
    expect(ran.code, `${ran.stdout}\n${ran.stderr}`).toBe(0);
  };

  describe('os debian', () => {
    it.each(osConformance.map((check) => check.name))('%s', holds('os'));
  });

  describe.each(['local', 'sftp', 'store'])('backup place %s', (kind) => {
    it.each(backupConformance.map((check) => check.name))('%s', holds(kind));
  });

  describe('proxy nginx', () => {
    it.each(proxyConformance.map((check) => check.name))('%s', holds('proxy'));
  });
});
