// SPDX-License-Identifier: AGPL-3.0-or-later

/** A sandbox operation that could not be done; the message says why and what to do, for a person. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}

/** Receives one line of progress at a time, for people. */
export type Log = (line: string) => void;
