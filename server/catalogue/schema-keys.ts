// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { KeyPath } from './toml-positions.ts';

/**
 * The keys that a schema knows at a path of a value, for "did you mean"; of a union, those of the options
 * that the value chose or, when it chose none, of all.
 */
export function knownKeysAt(schema: z.core.$ZodType, path: KeyPath, value: unknown): string[] {
  let options = [schema];
  let here = value;
  for (const step of path) {
    options = options.flatMap((option) => expand(option, here)).flatMap((option) => stepInto(option, step));
    here =
      here !== null && typeof here === 'object'
        ? (here as Record<string | number, unknown>)[step]
        : undefined;
  }
  const keys = options
    .flatMap((option) => expand(option, here))
    .flatMap((option) => (option instanceof z.core.$ZodObject ? Object.keys(option._zod.def.shape) : []));
  return [...new Set(keys)];
}

function expand(schema: z.core.$ZodType, value: unknown): z.core.$ZodType[] {
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault ||
    schema instanceof z.core.$ZodNullable
  ) {
    return expand(schema._zod.def.innerType, value);
  }
  if (schema instanceof z.core.$ZodPipe) return expand(schema._zod.def.in, value);
  if (schema instanceof z.core.$ZodDiscriminatedUnion) {
    const { discriminator, options } = schema._zod.def;
    const chosen =
      value !== null && typeof value === 'object'
        ? (value as Record<string, unknown>)[discriminator]
        : undefined;
    const matching = options.filter(
      (option) =>
        option instanceof z.core.$ZodObject && accepts(option._zod.def.shape[discriminator], chosen),
    );
    return (matching.length > 0 ? matching : options).flatMap((option) => expand(option, value));
  }
  if (schema instanceof z.core.$ZodUnion)
    return schema._zod.def.options.flatMap((option) => expand(option, value));
  return [schema];
}

function accepts(schema: z.core.$ZodType | undefined, value: unknown): boolean {
  return schema !== undefined && z.safeParse(schema, value).success;
}

function stepInto(schema: z.core.$ZodType, step: string | number): z.core.$ZodType[] {
  if (schema instanceof z.core.$ZodObject) {
    const child = Object.hasOwn(schema._zod.def.shape, step) ? schema._zod.def.shape[step] : undefined;
    return child ? [child] : [];
  }
  if (schema instanceof z.core.$ZodRecord) return [schema._zod.def.valueType];
  if (schema instanceof z.core.$ZodArray) return [schema._zod.def.element];
  return [];
}
