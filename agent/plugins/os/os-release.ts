// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OsRelease } from './contract.ts';

/** Parses os-release(5). Unknown lines are ignored. */
export function parseOsRelease(text: string): OsRelease {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(\S*))\s*$/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], match[2] ?? match[3] ?? match[4] ?? '');
  }
  return {
    id: values.get('ID') ?? '',
    idLike: (values.get('ID_LIKE') ?? '').split(' ').filter((id) => id !== ''),
    codename: values.get('VERSION_CODENAME') || null,
    prettyName: values.get('PRETTY_NAME') ?? values.get('ID') ?? 'an unknown system',
  };
}
