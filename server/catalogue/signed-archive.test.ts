// SPDX-License-Identifier: AGPL-3.0-or-later
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openArchive, sealArchive } from './signed-archive.ts';

const ours = generateKeyPairSync('ed25519');
const theirs = generateKeyPairSync('ed25519');
const body = Buffer.from('packages');
const sealed = (serial = 7, key = ours.privateKey) =>
  sealArchive(body, { serial, madeAtMs: 1, privateKey: key });
const open = (file: Uint8Array, serial = 6) => openArchive(file, { publicKeys: [ours.publicKey], serial });
const why = (file: Uint8Array, serial = 6) => {
  const opened = open(file, serial);
  return opened.ok ? 'it was taken' : opened.error.message;
};

describe('a signed catalogue', () => {
  it('opens with the key of its publisher', () => {
    const opened = open(sealed());
    expect(opened.ok && Buffer.from(opened.value.body).toString()).toBe('packages');
    expect(opened.ok && opened.value.header.serial).toBe(7);
  });

  it('is refused with another key, an old serial, a changed or cut body, or a changed header', () => {
    expect(why(sealed(7, theirs.privateKey))).toContain('not signed');
    expect(why(sealed(6))).toContain('not newer');
    expect(why(sealed(), 7)).toContain('not newer');
    const changed = Buffer.from(sealed());
    changed[changed.length - 1] = 0;
    expect(why(changed)).toContain('changed on its way');
    expect(why(sealed().subarray(0, -1))).toContain('not whole');
    expect(
      why(
        Buffer.from(Buffer.from(sealed()).toString('latin1').replace('"serial":7', '"serial":9'), 'latin1'),
      ),
    ).toContain('not signed');
    expect(why(Buffer.from('<html>not found</html>'))).toContain('not a catalogue');
    expect(why(Buffer.alloc(0))).toContain('not a catalogue');
  });

  it('says a bad signature before it looks at anything else', () => {
    const foreign = sealArchive(body, { serial: 1, madeAtMs: 1, privateKey: theirs.privateKey });
    expect(why(foreign)).toContain('not signed');
  });
});
