// SPDX-License-Identifier: AGPL-3.0-or-later

/** What a program printed as JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
