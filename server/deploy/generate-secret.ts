// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { generatorSchema } from '#contract/manifest/values.ts';

export interface SecretRecipe {
  readonly generate: z.infer<typeof generatorSchema>;
  /** Characters after the prefix; uuid ignores it. */
  readonly length: number;
  readonly prefix?: string | undefined;
}

/** Without letters and digits that look alike, since people read and type these: 54 signs, 5.75 bits each. */
const PASSWORD_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

export function generateSecret(recipe: SecretRecipe): string {
  return `${recipe.prefix ?? ''}${body(recipe)}`;
}

function body({ generate, length }: SecretRecipe): string {
  switch (generate) {
    case 'hex':
      return randomBytes(Math.ceil(length / 2))
        .toString('hex')
        .slice(0, length);
    case 'base64':
      return randomBytes(length).toString('base64').slice(0, length);
    case 'urlsafe':
      return randomBytes(length).toString('base64url').slice(0, length);
    case 'password':
      return Array.from({ length }, () => PASSWORD_ALPHABET.charAt(randomInt(PASSWORD_ALPHABET.length))).join(
        '',
      );
    case 'uuid':
      return randomUUID();
  }
}
