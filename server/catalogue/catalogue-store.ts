// SPDX-License-Identifier: AGPL-3.0-or-later
import type { KeyObject } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as tar from 'tar';
import { z } from 'zod';
import { err, ok, type Result } from '#contract/result.ts';
import { loadPackage, packageIds } from './load-package.ts';
import { problemLine } from './package-problem.ts';
import { type ArchiveProblem, openArchive, sealArchive } from './signed-archive.ts';

/** Unpacked, with pictures. */
const LARGEST_CATALOGUE = 256 * 1024 * 1024;
const MOST_FILES = 20_000;
/** The present one and the one before. */
const KEPT = 2;

const currentFile = z.strictObject({ serial: z.int().positive(), madeAtMs: z.int(), key: z.string() });
export type CurrentCatalogue = z.infer<typeof currentFile> & { readonly folder: string };

/** The catalogue that was taken last; null before the first. `directory` is <home>/catalogue. */
export function currentCatalogue(directory: string): CurrentCatalogue | null {
  let text: string;
  try {
    text = readFileSync(join(directory, 'current.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const current = currentFile.parse(JSON.parse(text));
  return { ...current, folder: join(directory, String(current.serial)) };
}

/** All packages of a folder as one signed file. Throws when one of them has mistakes: nothing broken is published. */
export async function packCatalogue(
  folder: string,
  about: { readonly serial: number; readonly madeAtMs: number; readonly privateKey: KeyObject },
): Promise<Uint8Array> {
  const problems = problemsOf(folder);
  if (problems.length > 0) throw new Error(`The catalogue has mistakes:\n${problems.join('\n')}`);
  const chunks: Buffer[] = [];
  const packed = tar.create({ cwd: folder, gzip: true, portable: true, noMtime: true }, packageIds(folder));
  for await (const chunk of packed) chunks.push(Buffer.from(chunk));
  return sealArchive(Buffer.concat(chunks), about);
}

/**
 * Takes a signed catalogue into `directory`, beside the present one, which stays in use whatever goes wrong. Only when
 * every package of it is free of mistakes does it become the present one.
 */
export async function takeCatalogue(
  file: Uint8Array,
  into: { readonly directory: string; readonly publicKeys: readonly KeyObject[] },
): Promise<Result<CurrentCatalogue, ArchiveProblem>> {
  const { directory, publicKeys } = into;
  const present = currentCatalogue(directory);
  const opened = openArchive(file, { publicKeys, serial: present?.serial ?? 0 });
  if (!opened.ok) return opened;
  const { serial, madeAtMs, key } = opened.value.header;
  const work = join(directory, `.taking-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const unpacked = await unpack(opened.value.body, work);
    if (!unpacked.ok) return unpacked;
    const problems = problemsOf(work);
    if (problems.length > 0 || packageIds(work).length === 0) {
      return err({
        message: `The catalogue has packages that this version cannot use: ${problems.slice(0, 3).join('; ') || 'there are none'}.`,
        remedy: 'Update Hop3, or tell the publisher of the catalogue.',
      });
    }
    const folder = join(directory, String(serial));
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
    const temporary = join(directory, `current.json.${process.pid}`);
    writeFileSync(temporary, JSON.stringify({ serial, madeAtMs, key }));
    renameSync(temporary, join(directory, 'current.json'));
    forgetOld(directory);
    return ok({ serial, madeAtMs, key, folder });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Plain files and folders only, and no more than there may be. */
async function unpack(body: Uint8Array, to: string): Promise<Result<null, ArchiveProblem>> {
  let bytes = 0;
  let files = 0;
  let bad: string | null = null;
  await pipeline(
    Readable.from([Buffer.from(body)]),
    tar.extract({
      cwd: to,
      strict: true,
      preserveOwner: false,
      filter: (path, entry) => {
        const type = 'type' in entry ? entry.type : 'File';
        bytes += entry.size ?? 0;
        files += 1;
        if (type !== 'File' && type !== 'Directory') bad ??= `${path} is neither a file nor a folder`;
        if (path.startsWith('/') || path.split('/').includes('..')) bad ??= `${path} leads out of it`;
        if (bytes > LARGEST_CATALOGUE || files > MOST_FILES) bad ??= 'it is too large';
        return bad === null;
      },
    }),
  );
  if (bad === null) return ok(null);
  return err({ message: `The catalogue cannot be taken: ${bad}.`, remedy: 'Tell its publisher.' });
}

function problemsOf(folder: string): string[] {
  return packageIds(folder).flatMap((id) => {
    const loaded = loadPackage(id, folder);
    return loaded.ok ? [] : loaded.error.map((problem) => `${id}/${problemLine(problem)}`);
  });
}

function forgetOld(directory: string): void {
  const serials = readdirSync(directory)
    .filter((name) => /^\d+$/.test(name) && lstatSync(join(directory, name)).isDirectory())
    .map(Number)
    .sort((a, b) => b - a);
  for (const serial of serials.slice(KEPT)) rmSync(join(directory, String(serial)), { recursive: true });
}
