// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useActionState } from 'react';
import type { z } from 'zod';
import type { SiteErrorData } from '#contract/site-error.ts';
import { callMutation } from '../../../_session/site-call.ts';

export interface FormRefusal {
  message: string | null;
  fields: Record<string, string>;
  /** What was typed, so that a refused form keeps it (never a password). */
  kept: Record<string, string>;
}

const NOTHING: FormRefusal = { message: null, fields: {}, kept: {} };

/** First message of each field that the schema refuses. */
export function fieldProblems(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join('.')] ??= issue.message;
  return fields;
}

const refusalOf = (error: SiteErrorData, kept: Record<string, string>): FormRefusal => ({
  message:
    Object.keys(error.fields).length > 0 ? null : [error.message, error.remedy].filter(Boolean).join(' '),
  fields: error.fields,
  kept,
});

/** A form of a one-time link: checked here by the contract's schema, then by the server; `done` when both agree. */
export function useCheckedForm<T>(options: {
  procedure: string;
  schema: z.ZodType;
  token: string;
  done: (answer: T, values: Record<string, string>) => Promise<string | null>;
}) {
  return useActionState(async (_before: FormRefusal, form: FormData): Promise<FormRefusal> => {
    const values = Object.fromEntries([...form].map(([key, value]) => [key, String(value)]));
    const { password: _password, ...kept } = values;
    const parsed = options.schema.safeParse({ ...values, token: options.token });
    if (!parsed.success) return { message: null, fields: fieldProblems(parsed.error), kept };
    const answer = await callMutation<T>(options.procedure, parsed.data);
    if (!answer.ok) return refusalOf(answer.error, kept);
    const problem = await options.done(answer.value, values);
    return { message: problem, fields: {}, kept };
  }, NOTHING);
}
