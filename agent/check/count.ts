// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { ManifestCount, ManifestSignIn } from '#contract/manifest/check.ts';
import { type InterpolationScope, interpolateJson } from '#contract/manifest/interpolate.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { valueAt } from './json-pointer.ts';
import { describeAnswer, excerpt } from './seen.ts';
import { authorised, badPackage, type Credential } from './session.ts';
import { BODY_LIMIT, type SiteClient } from './site-client.ts';

/** Asks the app how much user data it has, as the package's [check.count] says. */
export async function countByRequest(work: {
  readonly client: SiteClient;
  readonly count: ManifestCount & { readonly path: string };
  readonly way: ManifestSignIn | null;
  readonly credential: Credential | null;
  readonly scope: InterpolationScope;
}): Promise<Result<number, Failure>> {
  const { client, count, scope } = work;
  const session = await authorised({ ...work, auth: count.auth });
  if (!session.ok) return session;
  const filled = interpolateJson({ path: count.path, json: count.json ?? null }, scope);
  if (!filled.ok) return err(badPackage(filled.error.message));
  const { path, json } = filled.value;
  const { last } = await client.send({
    method: count.method,
    path,
    headers: { ...session.value.headers, ...(json === null ? {} : { 'Content-Type': 'application/json' }) },
    body: json === null ? undefined : JSON.stringify(json),
  });
  // A part of a list has a number too, which says nothing.
  const isWhole = Buffer.byteLength(last.body) < BODY_LIMIT;
  const number = last.status >= 200 && last.status < 300 && isWhole ? numberIn(last.body, count) : null;
  if (number !== null) return ok(number);
  return err(
    failure('check-failed', `The app’s data could not be counted: ${describeAnswer(last)}.`, {
      remedy: isWhole
        ? 'Look at the log of the app.'
        : 'The answer is too long to be counted: the package must ask in another way.',
      detail: excerpt(last),
    }),
  );
}

/** What the answer counts; null when it is not there. Pure. */
export function numberIn(
  body: string,
  count: Pick<ManifestCount, 'items' | 'number' | 'occurrences'>,
): number | null {
  if (count.occurrences !== undefined) return body.split(count.occurrences).length - 1;
  const value = valueAt(body, count.items ?? count.number ?? '');
  if (count.items !== undefined) return Array.isArray(value) ? value.length : null;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
