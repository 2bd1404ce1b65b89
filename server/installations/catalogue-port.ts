// SPDX-License-Identifier: AGPL-3.0-or-later
import type { AppId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import type { Proof } from '#contract/proof.ts';
import type { ChangelogEntry } from '#server/catalogue/changelog.ts';

export interface OfferedPackage {
  readonly package: Package;
  readonly digest: string;
  /** What its versions brought, newest first; empty when its maker does not say. */
  readonly changelog: readonly ChangelogEntry[];
}

/** The catalogue, as far as installing and updating need it. */
export interface CataloguePort {
  /** The app's package and its digest; null when there is no such app or its package is broken. */
  load(app: AppId): Promise<OfferedPackage | null>;
  /** The newest proof of the app, also of an earlier state of its package; null when there is none. */
  proof(app: AppId): Promise<Proof | null>;
}
