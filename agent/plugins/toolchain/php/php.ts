// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { EMPTY_PLAN, type Toolchain } from '../contract.ts';
import { extensionPackages } from './extension-packages.ts';

/** A negative priority is never chosen: PHP applications of Debian would otherwise bring Apache as their web server. */
const NO_APACHE = `Package: apache2 apache2-bin libapache2-mod-php* libapache2-mod-fcgid
Pin: release *
Pin-Priority: -1
`;

/** php-fpm, a small nginx and the extensions, named before the app so that they satisfy its "some web server". */
export const php: Toolchain = {
  name: 'php',
  concerns: ({ manifest }) => manifest.php !== undefined,
  plan: ({ manifest }) =>
    ok({
      ...EMPTY_PLAN,
      rootPackages: ['nginx', 'php-fpm', ...extensionPackages(manifest.php?.extensions ?? [])],
      preferences: NO_APACHE,
    }),
};
