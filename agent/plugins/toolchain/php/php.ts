// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { EMPTY_PLAN, type Toolchain } from '../contract.ts';
import { extensionPackages } from './extension-packages.ts';

/** A negative priority is never chosen: PHP applications of Debian would otherwise bring Apache as their web server. */
const unwanted = (packages: readonly string[]) => `Package: ${packages.join(' ')}
Pin: release *
Pin-Priority: -1
`;

const APACHE = ['apache2', 'apache2-bin'];
const APACHE_MODULES = ['libapache2-mod-php*', 'libapache2-mod-fcgid'];

/**
 * php-fpm, a small nginx and the extensions, named before the app so that they satisfy its "some web server". An app
 * that cannot be installed without Apache names it in `with`: it is in the root then, and nothing starts it.
 */
export const php: Toolchain = {
  name: 'php',
  concerns: ({ manifest }) => manifest.php !== undefined,
  plan: ({ manifest }) => {
    const { source } = manifest;
    const wantsApache = source.type === 'apt' && source.with.includes('apache2');
    return ok({
      ...EMPTY_PLAN,
      rootPackages: ['nginx', 'php-fpm', ...extensionPackages(manifest.php?.extensions ?? [])],
      preferences: unwanted(wantsApache ? APACHE_MODULES : [...APACHE, ...APACHE_MODULES]),
    });
  },
};
