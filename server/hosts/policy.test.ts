// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import type { OrganisationScope } from '#server/database/connection.ts';
import { mayDisconnect, mayLetGo, type OnHost } from './policy.ts';

const scope = { organisation: 'ours' } as unknown as OrganisationScope;
const host = (change: Partial<HostRow> = {}): HostRow =>
  ({ organisationId: 'ours', name: 'cellar', state: 'unreachable', ...change }) as HostRow;

describe('letting go of a lost server', () => {
  it('is possible for one that does not answer, by its name', () => {
    expect(mayLetGo(scope, host(), ' cellar ').ok).toBe(true);
  });

  it.each([
    ['answers', host({ state: 'connected' }), 'cellar', 'not-now'],
    ['is shared', host({ organisationId: null }), 'cellar', 'not-allowed'],
    ['has another name', host(), 'attic', 'field'],
  ] as const)('is refused when it %s', (_why, row, confirm, kind) => {
    const allowed = mayLetGo(scope, row, confirm);
    expect(allowed).toMatchObject({ ok: false, error: { kind } });
  });
});

describe('disconnecting', () => {
  const on = (more: Partial<OnHost>) => ({ apps: 0, backups: 0, isStore: false, ...more });
  const asked = (more: Partial<OnHost>, deleteBackups = false) => {
    const allowed = mayDisconnect(scope, host(), on(more), deleteBackups);
    return allowed.ok ? 'yes' : allowed.error.kind;
  };

  it('waits for the apps, for those who back up there, and for a word about backups', () => {
    expect(asked({})).toBe('yes');
    expect(asked({ apps: 1 }, true)).toBe('not-now');
    expect(asked({ isStore: true }, true)).toBe('not-now');
    expect(asked({ backups: 3 })).toBe('field');
    expect(asked({ backups: 3 }, true)).toBe('yes');
  });
});
