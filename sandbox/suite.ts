// SPDX-License-Identifier: AGPL-3.0-or-later

/** The releases of Debian that a sandbox host can be. */
export const SUITES = ['trixie', 'bookworm'] as const;
export type Suite = (typeof SUITES)[number];
export const DEFAULT_SUITE: Suite = 'trixie';
