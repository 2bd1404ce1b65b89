// SPDX-License-Identifier: AGPL-3.0-or-later
// The owner's password, kept as a hash in the wiki's data. Run as a program: `set` takes ADMIN_PASSWORD from now on,
// `verify` exits 0 when it opens the wiki.
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const FILE = '/data/owner-password';

const hashed = (password, salt) => scryptSync(password, salt, 32);

/** What is kept: salt and hash in hex. */
export const kept = () => readFileSync(FILE, 'utf8').trim();

export function opens(password) {
  const [salt, hash] = kept().split(':');
  return timingSafeEqual(hashed(password, Buffer.from(salt, 'hex')), Buffer.from(hash, 'hex'));
}

function set(password) {
  const salt = randomBytes(16);
  const text = `${salt.toString('hex')}:${hashed(password, salt).toString('hex')}\n`;
  writeFileSync(`${FILE}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${FILE}.new`, FILE);
}

const [, program, what] = process.argv;
if (program === import.meta.filename) {
  const password = process.env.ADMIN_PASSWORD ?? '';
  if (what === 'set' && password !== '') set(password);
  else if (what !== 'verify' || !opens(password)) {
    console.error('This is not the password.');
    process.exitCode = 1;
  }
}
