// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { sha256Hex } from '../ids.ts';

/** A part of a program that is not as it was when the app was proven; versions as text, null where it is not there. */
export const partDifference = z.strictObject({
  /** `debian`, `npm`, `python`, … */
  origin: z.string(),
  name: z.string(),
  proven: z.string().nullable(),
  here: z.string().nullable(),
});
export type PartDifference = z.infer<typeof partDifference>;

const program = { digest: sha256Hex, parts: z.int() };

/**
 * The program of an installation beside the one that was proven.
 * - none: there is none on its server yet
 * - unproven: its app did not pass every check
 * - proven: byte for byte what passed every check
 * - differs: in `differences`; null when the proof does not say what it was made of, empty when only bytes differ
 */
export const programView = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('unproven'), ...program }),
  z.strictObject({ state: z.literal('proven'), ...program, provenAtMs: z.int() }),
  z.strictObject({
    state: z.literal('differs'),
    ...program,
    provenAtMs: z.int(),
    differences: z.array(partDifference).nullable(),
  }),
]);
export type ProgramView = z.infer<typeof programView>;
