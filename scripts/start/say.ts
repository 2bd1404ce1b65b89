// SPDX-License-Identifier: AGPL-3.0-or-later

/** Where `npm start` and `npm test` tell people what they are doing. */
export function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

/** A reason to stop that people can act on: printed without a stack. */
export class StartRefused extends Error {}
