// SPDX-License-Identifier: AGPL-3.0-or-later

export type LogLevel = 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Writes JSON lines to stdout. Callers pass ids and codes, never inputs, settings or secrets. */
export function jsonLog(process_: string): Log {
  return (level, message, fields = {}) => {
    process.stdout.write(
      `${JSON.stringify({ at: new Date().toISOString(), process: process_, level, message, ...fields })}\n`,
    );
  };
}

/** What may be logged of an error: name, message and place; nothing that it carries along. */
export function errorFields(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  return {
    error: error.message,
    stack: error.stack
      ?.split('\n')
      .slice(1, 6)
      .map((line) => line.trim()),
    ...cause,
  };
}
