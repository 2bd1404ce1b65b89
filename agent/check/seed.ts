// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { ManifestSeedRequest, ManifestSignIn } from '#contract/manifest/check.ts';
import { type InterpolationScope, interpolateJson } from '#contract/manifest/interpolate.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { findToken, readHtml } from './html-forms.ts';
import { describeAnswer, excerpt } from './seen.ts';
import { authorised, badPackage, type Credential, type Session } from './session.ts';
import type { FollowedAnswer, SiteClient } from './site-client.ts';

export interface SeedWork {
  readonly client: SiteClient;
  readonly request: ManifestSeedRequest;
  /** Needed where the request's auth is session or bearer. */
  readonly way: ManifestSignIn | null;
  readonly credential: Credential | null;
  /** Knows seed.token. */
  readonly scope: InterpolationScope;
  /** Must be in the answer beside what the request says: the token, when finding. */
  readonly mustHold: string | null;
  readonly what: 'put' | 'find';
}

/** Puts one piece of user data into the app, or finds it, through the app's own interface. */
export async function runSeed(work: SeedWork): Promise<Result<{ notes: string[] }, Failure>> {
  const { request, scope } = work;
  const session = await authorised({ ...work, auth: request.auth });
  if (!session.ok) return session;
  const { client, headers: carried } = session.value;

  const filled = interpolateJson(
    {
      path: request.path,
      json: request.json ?? null,
      form: request.form ?? null,
      body: request.body ?? null,
      contains: request.contains ?? null,
      page: request.page ?? null,
      headers: request.headers ?? {},
    },
    scope,
  );
  if (!filled.ok) return err(badPackage(filled.error.message));
  const { path, json, form, body, contains, page } = filled.value;

  const headers: Record<string, string> = { ...filled.value.headers, ...carried };
  const fields = new URLSearchParams(form ?? {});
  if (page !== null) {
    const names = typeof request.csrf === 'string' ? [request.csrf] : request.csrf;
    const tokens = await forgeryTokens(session.value, page, names);
    if (!tokens.ok) return tokens;
    headers.Referer = client.urlOf(page).href;
    if (request['csrf-header'] !== undefined) headers[request['csrf-header']] = tokens.value[0] ?? '';
    else for (const [index, name] of (names ?? []).entries()) fields.set(name, tokens.value[index] ?? '');
  }
  const type =
    request['content-type'] ?? (json === null ? (form === null ? undefined : FORM_TYPE) : 'application/json');
  if (type !== undefined) headers['Content-Type'] = type;
  const content =
    json === null ? (form === null ? (body ?? undefined) : fields.toString()) : JSON.stringify(json);
  const answer = await client.send({ method: request.method, path, headers, body: content });

  const wanted = [
    ...(contains === null ? [] : [contains]),
    ...(work.mustHold === null ? [] : [work.mustHold]),
  ];
  if (
    statusFits(answer, request.status) &&
    wanted.every((text) => answer.last.body.includes(text) || answer.first.body.includes(text))
  ) {
    return ok({ notes: [work.what === 'put' ? `Wrote a mark to ${path}` : `Found the mark at ${path}`] });
  }
  return err(
    failure(
      'check-failed',
      work.what === 'put'
        ? `A piece of data could not be written into the app: ${describeAnswer(answer.last)}.`
        : `The data that was written into the app was not found again: ${describeAnswer(answer.last)}.`,
      { remedy: 'Look at the log of the app.', detail: excerpt(answer.last) },
    ),
  );
}

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** What the fields of these names hold, in order; without names the page is the token. */
async function forgeryTokens(
  session: Session,
  page: string,
  names: readonly string[] | undefined,
): Promise<Result<string[], Failure>> {
  const { last } = await session.client.send({ method: 'GET', path: page, headers: session.headers });
  const html = names === undefined ? null : readHtml(last.body);
  const tokens = (names ?? [undefined]).map((name) =>
    html === null || name === undefined ? last.body.trim() : findToken(html, null, name),
  );
  const fit = tokens.filter((token) => token !== null && /^[ -~]{1,4096}$/.test(token));
  if (last.status < 400 && fit.length === tokens.length) return ok(fit.filter((token) => token !== null));
  return err(
    failure(
      'check-failed',
      `The page with the app's forgery token was not as expected: ${describeAnswer(last)}.`,
      {
        remedy: 'Look at the log of the app.',
        detail: excerpt(last),
      },
    ),
  );
}

function statusFits(answer: FollowedAnswer, status: number | undefined): boolean {
  if (status !== undefined) return answer.first.status === status || answer.last.status === status;
  return answer.last.status >= 200 && answer.last.status < 400;
}
