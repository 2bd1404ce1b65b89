// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * True for regular expressions whose matching time is linear: literals, escaped signs, character classes,
 * `\d \w \s`, `^`, `$`, `.`, repetition of single items only, at most one unbounded repetition, no groups,
 * no alternatives, no back-references. Conservative: some harmless expressions are refused.
 */
export function isSafePattern(pattern: string): boolean {
  const item =
    /^(?:\[\^?(?:\\.|[^\]\\[])+\]|\\[dDwWsS]|\\[^A-Za-z0-9]|[^\\()|*+?{}[\]])(?:[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})?/;
  let rest = pattern;
  let unbounded = 0;
  while (rest.length > 0) {
    const found = item.exec(rest)?.[0];
    if (found === undefined) return false;
    if (/(?:[*+]|,\})$/.test(found) && !/\\[*+]$/.test(found)) unbounded += 1;
    rest = rest.slice(found.length);
  }
  if (unbounded > 1) return false;
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
