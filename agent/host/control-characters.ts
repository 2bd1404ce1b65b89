// SPDX-License-Identifier: AGPL-3.0-or-later

/** Any sign that could end a line or steer a terminal. */
export const hasControlCharacter = (text: string): boolean => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);

/** The same, but newline and tab are fine: texts of several lines. */
export const hasUnprintable = (text: string): boolean => /[^\P{Cc}\n\t]/u.test(text);

/** Text of several lines without the others. */
export const withoutUnprintable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '');
