// SPDX-License-Identifier: AGPL-3.0-or-later
import type { SiteErrorData } from '#contract/site-error.ts';
import { paths } from '../_ui/paths.ts';

/*
 * Calls of the site's API by plain fetch, for public pages that carry no tRPC client. They work for inputs and outputs
 * made of texts, numbers, booleans, null and lists of them: superjson adds nothing to those.
 */

export type Answered<T> = { ok: true; value: T } | { ok: false; error: SiteErrorData };

const UNREACHABLE: SiteErrorData = {
  message: 'The site does not answer.',
  remedy: 'Check your connection and try again. Nothing was lost.',
  fields: {},
  error: null,
};
const BROKEN: SiteErrorData = {
  message: 'The site could not do that: something on our side broke.',
  remedy: 'Try again. If it stays, the log of the site says more.',
  fields: {},
  error: null,
};

interface Body<T> {
  result?: { data?: { json?: T } };
  error?: { json?: { data?: { site?: SiteErrorData } } };
}

async function call<T>(url: string, init: RequestInit): Promise<Answered<T>> {
  try {
    const answer = await fetch(url, init);
    const body = (await answer.json()) as Body<T>;
    if (answer.ok && body.result) return { ok: true, value: body.result.data?.json as T };
    return { ok: false, error: body.error?.json?.data?.site ?? BROKEN };
  } catch {
    return { ok: false, error: UNREACHABLE };
  }
}

export async function readQuery<T>(
  procedure: string,
  options: { input?: unknown; signal?: AbortSignal } = {},
): Promise<Answered<T>> {
  const query =
    options.input === undefined
      ? ''
      : `?input=${encodeURIComponent(JSON.stringify({ json: options.input }))}`;
  return call(`${paths.trpc()}/${procedure}${query}`, options.signal ? { signal: options.signal } : {});
}

export async function callMutation<T>(procedure: string, input: unknown): Promise<Answered<T>> {
  return call(`${paths.trpc()}/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ json: input }),
  });
}
