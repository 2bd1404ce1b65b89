// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { EMPTY_PLAN, type Toolchain } from '../contract.ts';

/** Programs that come ready from Debian: nothing is built; `[run] packages` join the sealed root. Concerns every package. */
export const generic: Toolchain = {
  name: 'generic',
  concerns: () => true,
  plan: ({ manifest }) =>
    ok({
      ...EMPTY_PLAN,
      buildPackages: manifest.source.type === 'apt' ? [] : manifest.build.packages,
      rootPackages: [...new Set(manifest.run.packages)],
    }),
};
