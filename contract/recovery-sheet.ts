// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { backupTarget } from './backup.ts';

/**
 * What a recovery sheet carries for a program to read: everything that is needed to get the site and its apps back when
 * nothing is left but the places of the backups.
 */
export const recoverySheet = z.strictObject({
  version: z.literal(1),
  madeAtMs: z.int(),
  siteUrl: z.string(),
  /** Opens the backups of the site itself: `AGE-SECRET-KEY-1…`, for ours and for any other age. Null: it is run by others. */
  siteKey: z.string().nullable(),
  /** The second key of every app's backups: a restic password. */
  backupKey: z.string(),
  places: z
    .array(z.strictObject({ name: z.string(), target: backupTarget, privateKey: z.string().nullable() }))
    .max(50),
});
export type RecoverySheet = z.infer<typeof recoverySheet>;

const BEGIN = '-----BEGIN HOP3 RECOVERY SHEET-----';
const END = '-----END HOP3 RECOVERY SHEET-----';
const LINE = 64;

/** The part of the sheet for programs: base64 of its JSON between two marks. */
export function recoveryBlock(sheet: RecoverySheet): string {
  const bytes = new TextEncoder().encode(JSON.stringify(recoverySheet.parse(sheet)));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const lines = text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [BEGIN, ...lines, END, ''].join('\n');
}

/** What a sheet says, from its whole text; null when it has no such part or that was damaged. */
export function readRecoverySheet(text: string): RecoverySheet | null {
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END, from);
  if (from === -1 || to === -1) return null;
  try {
    const packed = text.slice(from + BEGIN.length, to).replace(/\s/g, '');
    const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
    const parsed = recoverySheet.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
