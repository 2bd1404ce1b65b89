// SPDX-License-Identifier: AGPL-3.0-or-later
import ssh2 from 'ssh2';
import { expect, it } from 'vitest';
import { newSshKey } from './new-ssh-key.ts';

it('is a pair that is read back, of one key', () => {
  const { private: secret, public: line } = newSshKey('hop3');
  const key = ssh2.utils.parseKey(secret);
  if (key instanceof Error) throw key;
  expect(line).toBe(`ssh-ed25519 ${key.getPublicSSH().toString('base64')} hop3`);
});

it('is never one that ssh2 cannot read itself', () => {
  const good = newSshKey('hop3');
  const offered = [
    { ...good, private: good.private.replace(/\n.{12}/, '\n') },
    { ...good, public: 'ssh-ed25519 AAAA' },
    good,
  ];
  expect(newSshKey('hop3', () => offered.shift() as typeof good)).toBe(good);
  expect(offered).toEqual([]);
});
