// SPDX-License-Identifier: AGPL-3.0-or-later
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Decrypter, Encrypter } from 'age-encryption';
import * as tar from 'tar';

/** Everything below `directory` as one encrypted file; it is there whole or not at all. */
export async function writeArchive(asked: {
  readonly directory: string;
  readonly file: string;
  /** `age1…` */
  readonly recipient: string;
}): Promise<void> {
  const { directory, file, recipient } = asked;
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const packed = tar.create({ cwd: directory, gzip: true, portable: true }, ['.']);
  const sealed = await encrypter.encrypt(Readable.toWeb(Readable.from(packed)) as ReadableStream<Uint8Array>);
  const temporary = `${file}.new`;
  await rm(temporary, { force: true });
  await sealed.pipeTo(Writable.toWeb(createWriteStream(temporary, { mode: 0o640, flags: 'wx' })));
  await rename(temporary, file);
}

/** The archive is not one, was changed, or is for another identity. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused';
}

/** Opens an archive into an empty directory. Throws ArchiveRefused. */
export async function openArchive(asked: {
  readonly file: string;
  readonly directory: string;
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: string;
}): Promise<void> {
  const { file, directory, identity } = asked;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch (cause) {
    throw new ArchiveRefused(
      'The key is not one: it begins with AGE-SECRET-KEY-1 and is on the recovery sheet.',
      {
        cause,
      },
    );
  }
  try {
    const opened = await decrypter.decrypt(
      Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>,
    );
    await pipeline(Readable.fromWeb(opened as never), tar.extract({ cwd: directory, strict: true }));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw cause;
    throw new ArchiveRefused(
      'The backup cannot be opened: it was made for another key, or the file is not whole.',
      { cause },
    );
  }
}
