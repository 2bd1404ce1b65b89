// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Secrets } from './records.ts';

/** Shorter values would mask ordinary words. */
const SHORTEST = 8;

/** Replaces the values of secrets in text that leaves rootd. */
export function masker(secrets: Secrets): (text: string) => string {
  const values = [...new Set(Object.values(secrets).filter((value) => value.length >= SHORTEST))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => values.reduce((masked, value) => masked.replaceAll(value, '••••••'), text);
}
