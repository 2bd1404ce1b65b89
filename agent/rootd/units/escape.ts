// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasControlCharacter } from '#agent/host/control-characters.ts';

/**
 * How values get into unit files (systemd.syntax(7), systemd.service(5) "Command lines"). Each function throws on
 * control characters: what comes here was checked when it came in, so one that is left is a bug.
 */

function printable(text: string): string {
  if (hasControlCharacter(text)) throw new Error('a control character in a value of a unit');
  return text;
}

/** One word that stands for exactly `text`, whatever quotes, backslashes, spaces or per cents are in it. */
export function quotedWord(text: string): string {
  return `"${printable(text).replace(/[\\"]/g, '\\$&').replaceAll('%', '%%')}"`;
}

/**
 * A value of Exec…=: the argv arrives unaltered. The colon turns off systemd's own `$` expansion, quotes protect
 * backslashes, quotes, spaces and a lone `;`, and `%%` is a per cent.
 */
export function execLine(argv: readonly string[]): string {
  const [program = '', ...rest] = argv;
  if (!program.startsWith('/')) throw new Error(`not an absolute program: ${program}`);
  return [quotedWord(`:${program}`), ...rest.map(quotedWord)].join(' ');
}

/** A path of ours or of a checked manifest as it may stand in a directive without any quoting. */
export function plainPath(path: string): string {
  if (!/^(?:\/[A-Za-z0-9._@+,=-]+)+$/.test(path)) throw new Error(`not a plain path: ${path}`);
  return path;
}
