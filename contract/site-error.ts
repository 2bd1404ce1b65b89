// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { operationId } from './ids.ts';

/** Everything that a procedure of the site can refuse in an expected way. */
export const siteError = z.discriminatedUnion('kind', [
  /** There is no such thing, or it belongs to another organisation: the two are not told apart. */
  z.strictObject({ kind: z.literal('not-found'), what: z.string() }),
  z.strictObject({ kind: z.literal('not-allowed'), message: z.string() }),
  /** One answer of a form is wrong. `field` is its path in the input: domain, settings.title. */
  z.strictObject({
    kind: z.literal('field'),
    field: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
  }),
  /** Another operation is at work on the same thing. */
  z.strictObject({ kind: z.literal('busy'), message: z.string(), operation: operationId.nullable() }),
  z.strictObject({ kind: z.literal('not-now'), message: z.string(), remedy: z.string().nullable() }),
  z.strictObject({ kind: z.literal('too-many'), message: z.string(), waitSeconds: z.int() }),
  /** The worker does not answer. */
  z.strictObject({ kind: z.literal('worker-away'), message: z.string(), remedy: z.string() }),
  /** What the worker or a host said. */
  z.strictObject({ kind: z.literal('failure'), failure: failureSchema }),
]);
export type SiteError = z.infer<typeof siteError>;

/**
 * `error.data.site` of every refused call: what to show. `fields` maps the path of an answer to what is wrong with it,
 * both for answers of the wrong shape and for kind field.
 */
export const siteErrorData = z.strictObject({
  message: z.string(),
  remedy: z.string().nullable(),
  fields: z.record(z.string(), z.string()),
  error: siteError.nullable(),
});
export type SiteErrorData = z.infer<typeof siteErrorData>;
