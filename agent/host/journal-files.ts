// SPDX-License-Identifier: AGPL-3.0-or-later
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** A file that only grows. */
export interface AppendFile {
  /** Writes one line; with `durable` it is on the disk when this returns. */
  append(line: string, options?: { readonly durable?: boolean }): void;
  close(): void;
}

/** The agent's own directory of small files, all readable by the agent alone. Synchronous: the files are small and order matters. */
export interface JournalFiles {
  /** null when there is no such file. */
  read(name: string): string | null;
  /** Starts a file anew; its name is durable when this returns. */
  create(name: string): AppendFile;
  /** Goes on with a file. */
  open(name: string): AppendFile;
  /** Replaces a whole file, durably. */
  replace(name: string, content: string): void;
  remove(name: string): void;
  list(): readonly { readonly name: string; readonly modifiedMs: number }[];
}

const NAME = /^[a-z0-9][a-z0-9.-]{0,99}$/;

export function openJournalFiles(directory: string): JournalFiles {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pathOf = (name: string): string => {
    if (!NAME.test(name)) throw new Error(`not a name of a journal file: ${JSON.stringify(name)}`);
    return join(directory, name);
  };
  const syncDirectory = () => {
    const descriptor = openSync(directory, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  };
  const appendTo = (descriptor: number): AppendFile => ({
    append: (line, options) => {
      writeSync(descriptor, `${line}\n`);
      if (options?.durable) fsyncSync(descriptor);
    },
    close: () => closeSync(descriptor),
  });
  return {
    read: (name) => {
      try {
        return readFileSync(pathOf(name), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    create: (name) => {
      const descriptor = openSync(pathOf(name), 'w', 0o600);
      syncDirectory();
      return appendTo(descriptor);
    },
    open: (name) => appendTo(openSync(pathOf(name), 'a', 0o600)),
    replace: (name, content) => {
      const path = pathOf(name);
      const descriptor = openSync(`${path}.new`, 'w', 0o600);
      writeSync(descriptor, content);
      fsyncSync(descriptor);
      closeSync(descriptor);
      renameSync(`${path}.new`, path);
      syncDirectory();
    },
    remove: (name) => rmSync(pathOf(name), { force: true }),
    list: () =>
      readdirSync(directory)
        .filter((name) => NAME.test(name) && !name.endsWith('.new'))
        .map((name) => ({ name, modifiedMs: statSync(join(directory, name)).mtimeMs })),
  };
}
