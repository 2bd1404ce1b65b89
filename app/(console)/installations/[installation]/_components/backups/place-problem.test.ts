// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import type { BackupView } from '#contract/site-api/backups.ts';
import { placeProblem } from './place-problem.ts';

const copy = (target: string, usable = true) =>
  ({ target, usable, name: target, elsewhere: target !== 'local', atMs: 1 }) as BackupView['copies'][number];
const about = (copies: BackupView['copies'], host: string) =>
  placeProblem({ host: 'home', copies } as BackupView, { id: host } as never, 'town-hall');

it('tells where a backup can go', () => {
  expect(about([copy('local')], 'home')).toBeNull();
  expect(about([copy('local')], 'far')).toContain('on the disk of town-hall only');
  expect(about([copy('local'), copy('nas')], 'far')).toBeNull();
  expect(about([copy('local', false), copy('nas', false)], 'home')).toContain('its places were removed');
});
