// SPDX-License-Identifier: AGPL-3.0-or-later

const LONGEST_LINE = 4000;
const ESCAPE = String.fromCharCode(27);
const UNPRINTABLE = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]|[^\\P{Cc}\\t]`, 'gu');

/** What a program printed, without terminal escapes and control characters (tab stays), cut at 4000 characters. */
export function printableLine(text: string): string {
  const clean = text.replace(UNPRINTABLE, '');
  return clean.length > LONGEST_LINE ? `${clean.slice(0, LONGEST_LINE - 1)}…` : clean;
}

/** Cuts chunks into lines at \n and \r (progress bars); empty lines are dropped. Never holds more than one long line. */
export class LineSplitter {
  #rest = '';
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: string): void {
    const lines = (this.#rest + chunk).split(/[\r\n]/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#emit(line);
    if (this.#rest.length > LONGEST_LINE) this.end();
  }

  end(): void {
    this.#emit(this.#rest);
    this.#rest = '';
  }

  #emit(text: string): void {
    const line = printableLine(text);
    if (line.trim() !== '') this.#onLine(line);
  }
}
