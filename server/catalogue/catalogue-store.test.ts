// SPDX-License-Identifier: AGPL-3.0-or-later
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tar from 'tar';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { currentCatalogue, packCatalogue, takeCatalogue } from './catalogue-store.ts';
import { packageIds } from './load-package.ts';
import { sealArchive } from './signed-archive.ts';

const CATALOGUE = join(import.meta.dirname, '..', '..', 'catalogue');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const top = mkdtempSync(join(tmpdir(), 'hop3-catalogue-'));
afterAll(() => rmSync(top, { recursive: true }));

let folder: string;
let directory: string;
let counter = 0;
beforeEach(() => {
  counter += 1;
  folder = join(top, `folder-${counter}`);
  directory = join(top, `home-${counter}`);
  mkdirSync(folder);
  cpSync(join(CATALOGUE, 'miniflux'), join(folder, 'miniflux'), { recursive: true });
});

const pack = (serial: number) => packCatalogue(folder, { serial, madeAtMs: 1, privateKey });
const take = (file: Uint8Array) => takeCatalogue(file, { directory, publicKeys: [publicKey] });

/** An archive with a good signature over whatever stands in a folder. */
async function sealFolder(from: string, serial: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of tar.create({ cwd: from, gzip: true }, ['.'])) chunks.push(Buffer.from(chunk));
  return sealArchive(Buffer.concat(chunks), { serial, madeAtMs: 1, privateKey });
}

describe('taking a catalogue', () => {
  it('makes it the present one, keeps the one before, and never goes back', async () => {
    expect((await take(await pack(1))).ok).toBe(true);
    expect((await take(await pack(2))).ok).toBe(true);
    expect((await take(await pack(3))).ok).toBe(true);
    const present = currentCatalogue(directory);
    expect(present?.serial).toBe(3);
    expect(packageIds(present?.folder ?? '')).toEqual(['miniflux']);
    expect([1, 2, 3].map((serial) => existsSync(join(directory, String(serial))))).toEqual([
      false,
      true,
      true,
    ]);
    const older = await take(await pack(2));
    expect(older).toMatchObject({ ok: false, error: { message: expect.stringContaining('not newer') } });
    expect(older.ok || older.error.isPresent).toBeUndefined();
    expect(await take(await pack(3))).toMatchObject({ ok: false, error: { isPresent: true } });
    expect(currentCatalogue(directory)?.serial).toBe(3);
  });

  it('leaves the present one when a package has mistakes, a link is in it, or there is nothing', async () => {
    await take(await pack(1));
    writeFileSync(join(folder, 'miniflux', 'hop3.toml'), '[metadata]\nid = "miniflux"\n');
    await expect(pack(2)).rejects.toThrow('mistakes');
    expect((await take(await sealFolder(folder, 2))).ok).toBe(false);

    const linked = join(top, `linked-${counter}`);
    cpSync(join(CATALOGUE, 'miniflux'), join(linked, 'miniflux'), { recursive: true });
    symlinkSync('/etc/passwd', join(linked, 'miniflux', 'README'));
    const withLink = await take(await sealFolder(linked, 3));
    expect(withLink.ok ? '' : withLink.error.message).toContain('neither a file nor a folder');

    const empty = join(top, `empty-${counter}`);
    mkdirSync(empty);
    expect((await take(await sealFolder(empty, 4))).ok).toBe(false);
    expect(currentCatalogue(directory)?.serial).toBe(1);
  });
});
