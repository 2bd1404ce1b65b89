// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '../_ui/paths.ts';

/**
 * One tRPC query by plain fetch, for public pages that carry no tRPC client. Works for outputs of strings, numbers,
 * booleans and lists of them (superjson adds nothing to those). Null when not signed in or not reachable.
 */
export async function readQuery<T>(procedure: string, signal?: AbortSignal): Promise<T | null> {
  try {
    const answer = await fetch(`${paths.trpc()}/${procedure}`, signal ? { signal } : {});
    if (!answer.ok) return null;
    const body = (await answer.json()) as { result?: { data?: { json?: T } } };
    return body.result?.data?.json ?? null;
  } catch {
    return null;
  }
}
