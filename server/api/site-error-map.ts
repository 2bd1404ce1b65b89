// SPDX-License-Identifier: AGPL-3.0-or-later
import { TRPCError } from '@trpc/server';
import type { z } from 'zod';
import type { Result } from '#contract/result.ts';
import type { SiteError, SiteErrorData } from '#contract/site-error.ts';

type Code = ConstructorParameters<typeof TRPCError>[0]['code'];

/** Each expected refusal and the code with which it travels. */
const CODES = {
  'not-found': 'NOT_FOUND',
  'not-allowed': 'FORBIDDEN',
  field: 'BAD_REQUEST',
  busy: 'CONFLICT',
  'not-now': 'PRECONDITION_FAILED',
  'too-many': 'TOO_MANY_REQUESTS',
  'worker-away': 'SERVICE_UNAVAILABLE',
  failure: 'UNPROCESSABLE_CONTENT',
} as const satisfies Record<SiteError['kind'], Code>;

class RefusedError extends Error {
  readonly siteError: SiteError;
  constructor(siteError: SiteError) {
    super(inWords(siteError));
    this.siteError = siteError;
  }
}

/** The value, or the refusal as tRPC wants it. */
export function orRefuse<T>(result: Result<T, SiteError>): T {
  if (result.ok) return result.value;
  throw refusal(result.error);
}

export function refusal(error: SiteError): TRPCError {
  const cause = new RefusedError(error);
  return new TRPCError({ code: CODES[error.kind], message: cause.message, cause });
}

function inWords(error: SiteError): string {
  switch (error.kind) {
    case 'not-found':
      return `There is no such ${error.what}.`;
    case 'failure':
      return error.failure.message;
    case 'not-allowed':
    case 'field':
    case 'busy':
    case 'not-now':
    case 'too-many':
    case 'worker-away':
      return error.message;
  }
}

/** What the page gets of an error (`error.data.site`). Of a bug it gets nothing but that there was one. */
export function siteErrorDataOf(error: TRPCError, invalidInput: z.ZodError | null): SiteErrorData {
  if (error.cause instanceof RefusedError) {
    const { siteError } = error.cause;
    return {
      message: inWords(siteError),
      remedy: remedyOf(siteError),
      fields: siteError.kind === 'field' ? { [siteError.field]: siteError.message } : {},
      error: siteError,
    };
  }
  if (invalidInput !== null) {
    const fields: Record<string, string> = {};
    for (const issue of invalidInput.issues) fields[issue.path.join('.')] ??= issue.message;
    const names = Object.keys(fields).filter((name) => name !== '');
    const message = names.length === 0 ? 'This cannot be used.' : `Please look at: ${names.join(', ')}.`;
    return { message, remedy: null, fields, error: null };
  }
  const message =
    error.code === 'UNAUTHORIZED' || error.code === 'FORBIDDEN' || error.code === 'NOT_FOUND'
      ? error.message
      : 'Something went wrong in Hop3. It was written to the log.';
  return { message, remedy: null, fields: {}, error: null };
}

function remedyOf(error: SiteError): string | null {
  switch (error.kind) {
    case 'field':
    case 'not-now':
    case 'worker-away':
      return error.remedy;
    case 'failure':
      return error.failure.remedy;
    case 'not-found':
    case 'not-allowed':
    case 'busy':
    case 'too-many':
      return null;
  }
}
