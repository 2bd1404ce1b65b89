// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import type { Host } from '#agent/host/host.ts';
import { removeUnfinishedFiles } from './unfinished-files.ts';

it('removes what a killed rootd was writing, and nothing else', async () => {
  const files: Record<string, string[]> = {
    '/var/lib/hop3': ['minted.json', 'minted.json.0123456789ab.new', 'trust.json.0123456789ab.new'],
    '/var/lib/hop3/registry': ['one.json', 'one.json.78176254d88b.new', 'two.json.new'],
    '/etc/systemd/system': [
      'hop3-abcdefgh-web.service.78176254d88b.new',
      'hop3-rootd.service.78176254d88b.new',
      'other.service.78176254d88b.new',
    ],
  };
  const removed: string[] = [];
  const host = {
    list: async (path: string) => files[path] ?? [],
    removeFile: async (path: string) => void removed.push(path),
  } as unknown as Host;
  await removeUnfinishedFiles(host);
  expect(removed).toEqual([
    '/var/lib/hop3/minted.json.0123456789ab.new',
    '/var/lib/hop3/registry/one.json.78176254d88b.new',
    '/etc/systemd/system/hop3-abcdefgh-web.service.78176254d88b.new',
  ]);
});
