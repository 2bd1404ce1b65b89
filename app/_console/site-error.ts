// SPDX-License-Identifier: AGPL-3.0-or-later
import { TRPCClientError } from '@trpc/client';
import type { SiteErrorData } from '#contract/site-error.ts';

/** What to show of an error; `refused` when the server answered, false when it could not be reached. */
export interface ShownError extends SiteErrorData {
  refused: boolean;
  signedOut: boolean;
}

export function siteErrorOf(error: unknown): ShownError {
  const data = error instanceof TRPCClientError ? (error.data as ErrorData | null | undefined) : null;
  const signedOut = data?.code === 'UNAUTHORIZED';
  if (data?.site) return { ...data.site, refused: true, signedOut };
  const plain = { fields: {}, error: null, signedOut };
  if (signedOut) {
    return { ...plain, message: 'You are signed out.', remedy: 'Sign in again to go on.', refused: true };
  }
  if (data) {
    return {
      ...plain,
      message: 'The site could not do that: something on our side broke.',
      remedy: 'Nothing was lost. Try again; if it stays, look into the log of the site.',
      refused: true,
    };
  }
  return {
    ...plain,
    message: 'The site does not answer.',
    remedy: 'Check your connection. What runs on your hosts goes on, and nothing was lost.',
    refused: false,
  };
}

interface ErrorData {
  code?: string;
  site?: SiteErrorData;
}
