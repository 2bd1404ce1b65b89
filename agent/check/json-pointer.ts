// SPDX-License-Identifier: AGPL-3.0-or-later

/** The value at a JSON pointer (RFC 6901) of a JSON document; undefined when there is none. */
export function valueAt(document: string, pointer: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch {
    return undefined;
  }
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
