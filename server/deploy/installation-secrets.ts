// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Manifest } from '#contract/manifest/manifest.ts';
import { generateSecret } from './generate-secret.ts';

/** Names of the secrets that a package wants made, each with how. */
export function secretRecipes(manifest: Manifest): Record<string, () => string> {
  const recipes: Record<string, () => string> = {};
  if (manifest.admin) {
    const { password } = manifest.admin;
    recipes['admin.password'] = () => generateSecret(password);
  }
  for (const [name, value] of Object.entries(manifest.env)) {
    if (typeof value === 'object' && 'generate' in value) {
      recipes[`env.${name}`] = () => generateSecret(value);
    }
  }
  return recipes;
}
