// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { plainText } from './ids.ts';

/**
 * An effect is one call that changes something on a host, made by a step of an operation. Its id is chosen
 * by the worker (`<operation>/<step>/<do|undo>/<verb>[/<n>]`), so a call repeated after a lost connection
 * attaches to the work under way or gets the recorded outcome.
 */
export const effectId = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9./_-]+$/);

export const effectEvent = z.strictObject({
  seq: z.int().positive(),
  atMs: z.int().positive(),
  /** `log` is a line a program printed; `note` is a sentence of ours for people. */
  kind: z.enum(['log', 'note']),
  text: plainText.max(4000),
});
export type EffectEvent = z.infer<typeof effectEvent>;

export const effectOutcome = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('done'), output: z.json() }),
  z.strictObject({ status: z.literal('failed'), failure: failureSchema }),
]);
export type EffectOutcome = z.infer<typeof effectOutcome>;

export const effectProgress = z.strictObject({
  state: z.enum(['running', 'ended', 'unknown']),
  events: z.array(effectEvent),
  outcome: effectOutcome.nullable(),
});
export type EffectProgress = z.infer<typeof effectProgress>;
