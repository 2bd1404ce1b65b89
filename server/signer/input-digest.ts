// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { canonicalJson } from '#contract/canonical-json.ts';

/** What a ticket names of the input that it is for: sha256 of its canonical JSON, in hex. */
export const inputDigestOf = (input: unknown): string =>
  createHash('sha256').update(canonicalJson(input)).digest('hex');
