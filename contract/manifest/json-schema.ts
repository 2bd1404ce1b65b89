// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { manifestSchema } from './manifest.ts';

/** The JSON Schema of hop3.toml as editors want it (`#:schema`), with a newline at the end. */
export function manifestJsonSchema(): string {
  const schema = z.toJSONSchema(manifestSchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'hop3.toml', ...schema }, null, 2)}\n`;
}
