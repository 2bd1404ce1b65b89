// SPDX-License-Identifier: AGPL-3.0-or-later

/** Text from outside with control characters but newline and tab made spaces: what `plainText` takes. */
export function cleanText(text: string, longest: number): string {
  return text.replace(/\p{Cc}/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ' ')).slice(0, longest);
}

/** The same as one line. */
export const cleanLine = (text: string, longest: number): string =>
  cleanText(text, longest).replaceAll('\n', ' ').trimEnd();
