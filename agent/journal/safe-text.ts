// SPDX-License-Identifier: AGPL-3.0-or-later

/** Shorter values are not masked: they would blank out ordinary words. */
const SHORTEST_SECRET = 6;
const MASK = '•••';

/**
 * What programs print becomes text for people: terminal colours and control characters go, invalid halves of
 * characters too, and it ends after `limit` characters.
 */
export function printable(text: string, limit = 4000): string {
  const clean = text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
    .replace(/\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g, '')
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029]/g, '');
  return clean.length > limit ? `${clean.slice(0, limit - 1).toWellFormed()}…` : clean;
}

/** Replaces secrets in text, also where they stand URL-encoded or as a JSON string. */
export function secretMask(secrets: Readonly<Record<string, string>>): (text: string) => string {
  const forms = new Set<string>();
  for (const value of Object.values(secrets)) {
    if (value.length < SHORTEST_SECRET) continue;
    forms.add(value);
    forms.add(encodeURIComponent(value));
    forms.add(JSON.stringify(value).slice(1, -1));
    forms.add(Buffer.from(value).toString('base64'));
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((masked, form) => masked.replaceAll(form, MASK), text);
}
