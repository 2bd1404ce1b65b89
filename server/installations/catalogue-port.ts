// SPDX-License-Identifier: AGPL-3.0-or-later
import type { AppId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';

/** The catalogue, as far as installing needs it. */
export interface CataloguePort {
  /** The app's package and its digest; null when there is no such app or its package is broken. */
  load(app: AppId): Promise<{ package: Package; digest: string } | null>;
}
