// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect } from '@playwright/test';
import { leftSince } from '#scripts/client/host-inventory.ts';

/** Nothing is there that was not before, but the shared database services. */
export function expectNothingOf(
  before: readonly string[],
  after: readonly string[],
  alsoKept: readonly RegExp[] = [],
): void {
  expect(leftSince(before, after, alsoKept), 'left on the host').toEqual([]);
}
