// SPDX-License-Identifier: AGPL-3.0-or-later
import { isIP } from 'node:net';
import type { Visitor } from './sessions.ts';

/**
 * Where a request came from. Next writes the connection's address into X-Forwarded-For when the header is not there;
 * a proxy in front appends to it, so the last entry is the one that was not chosen by the visitor.
 */
export function visitorOf(headers: Headers): Visitor {
  const last =
    headers
      .get('x-forwarded-for')
      ?.split(',')
      .at(-1)
      ?.trim()
      .replace(/^::ffff:/, '') ?? '';
  return { address: isIP(last) ? last : null, userAgent: headers.get('user-agent') };
}
