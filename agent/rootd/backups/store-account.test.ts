// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { authorizedKeys, directoryOfKey } from './store-account.ts';

it('gives each key one forced command, in a directory of its own', () => {
  const [one, two] = ['ssh-ed25519 AAAAone', 'ssh-ed25519 AAAAtwo'];
  expect(authorizedKeys([one, two, one])).toBe(
    `restrict,command="/var/lib/hop3-store/door ${directoryOfKey(one)}" ${one}\n` +
      `restrict,command="/var/lib/hop3-store/door ${directoryOfKey(two)}" ${two}\n`,
  );
  expect(directoryOfKey(one)).toMatch(/^[0-9a-f]{32}$/);
  expect(directoryOfKey(one)).not.toBe(directoryOfKey(two));
});
