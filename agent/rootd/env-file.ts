// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasUnprintable } from '#agent/host/control-characters.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Text for systemd's EnvironmentFile=: every value arrives exactly as it is. In double quotes only `"`, `\`, `` ` ``
 * and `$` are special, each escaped by a backslash; newlines stand as they are; nothing is expanded.
 */
export function renderEnvFile(values: Readonly<Record<string, string>>): Result<string, Failure> {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (!NAME.test(name) || hasUnprintable(value) || !value.isWellFormed()) {
      return err(
        failure(
          'input-refused',
          `The value of ${name.slice(0, 80)} has characters that an environment cannot hold.`,
        ),
      );
    }
    lines.push(`${name}="${value.replace(/["\\`$]/g, '\\$&')}"\n`);
  }
  return ok(lines.join(''));
}
