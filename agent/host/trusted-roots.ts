// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFile } from 'node:fs/promises';
import { paths } from './paths.ts';

/** PEM of all CA certificates that this host trusts. */
export const trustedRoots = (): Promise<string> => readFile(paths.caBundle, 'utf8');
