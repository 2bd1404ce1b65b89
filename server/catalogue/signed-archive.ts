// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { sha256Hex } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';

/**
 * A catalogue as one file that can be published anywhere:
 *
 *   hop3-catalogue 1
 *   {"serial":…,"madeAtMs":…,"bytes":…,"sha256":"…","key":"…"}
 *   <base64 of the Ed25519 signature over the line before, without its newline>
 *   <gzipped tar of the packages' folders>
 *
 * The signature and the serial are checked before a byte of the body is looked at: an old archive with a good signature
 * cannot bring back what was withdrawn.
 */
const MAGIC = 'hop3-catalogue 1';
/** Of the three lines together. */
const LONGEST_HEADER = 4096;
export const LARGEST_ARCHIVE = 64 * 1024 * 1024;

const header = z.strictObject({
  serial: z.int().positive(),
  madeAtMs: z.int().positive(),
  bytes: z.int().nonnegative(),
  sha256: sha256Hex,
  /** First 16 hex digits of the sha256 of the public key's DER. */
  key: z.string().regex(/^[0-9a-f]{16}$/),
});
export type ArchiveHeader = z.infer<typeof header>;

export const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

export function sealArchive(
  body: Uint8Array,
  about: { readonly serial: number; readonly madeAtMs: number; readonly privateKey: KeyObject },
): Uint8Array {
  const { serial, madeAtMs, privateKey } = about;
  const line = JSON.stringify({
    serial,
    madeAtMs,
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    key: keyIdOf(createPublicKey(privateKey)),
  } satisfies ArchiveHeader);
  const signature = sign(null, Buffer.from(line, 'utf8'), privateKey).toString('base64');
  return Buffer.concat([Buffer.from(`${MAGIC}\n${line}\n${signature}\n`, 'utf8'), body]);
}

/** Why an archive is not taken, in words for a person. */
export interface ArchiveProblem {
  /** It is the very one that is there already: nothing went wrong. */
  readonly isPresent?: true;
  readonly message: string;
  readonly remedy: string;
}

/** The header and the body of an archive that one of `publicKeys` signed and that is newer than `serial`. */
export function openArchive(
  file: Uint8Array,
  trust: { readonly publicKeys: readonly KeyObject[]; readonly serial: number },
): Result<{ readonly header: ArchiveHeader; readonly body: Uint8Array }, ArchiveProblem> {
  const start = Buffer.from(file.subarray(0, LONGEST_HEADER)).toString('latin1');
  const [magic, line = '', signature = ''] = start.split('\n', 3);
  if (magic !== MAGIC || !start.includes('\n', MAGIC.length + line.length + 2)) {
    return refused('This file is not a catalogue.', 'Look whether the address is right.');
  }
  const signed = trust.publicKeys.some((key) =>
    verify(null, Buffer.from(line, 'latin1'), key, Buffer.from(signature, 'base64')),
  );
  if (!signed) {
    return refused(
      'The catalogue is not signed with a key that this site trusts.',
      'Ask its publisher for the public key, or leave this catalogue alone.',
    );
  }
  const parsed = header.safeParse(parseJson(line));
  if (!parsed.success)
    return refused('The catalogue has a header that is not understood.', 'Update Hop3 first.');
  const { serial } = parsed.data;
  if (serial <= trust.serial) {
    return err({
      ...(serial === trust.serial ? { isPresent: true as const } : {}),
      message: `This catalogue (serial ${serial}) is not newer than the present one (serial ${trust.serial}).`,
      remedy: 'Nothing is to be done: the present one stays.',
    });
  }
  const body = file.subarray(MAGIC.length + line.length + signature.length + 3);
  if (body.length !== parsed.data.bytes) return refused('The catalogue is not whole.', 'Fetch it again.');
  if (createHash('sha256').update(body).digest('hex') !== parsed.data.sha256) {
    return refused(
      'The catalogue was changed on its way.',
      'Fetch it again; if it stays so, tell its publisher.',
    );
  }
  return ok({ header: parsed.data, body });
}

const refused = (message: string, remedy: string): Result<never, ArchiveProblem> => err({ message, remedy });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
