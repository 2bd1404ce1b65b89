// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { ManifestSignIn } from '#contract/manifest/check.ts';
import { type InterpolationScope, interpolate, interpolateJson } from '#contract/manifest/interpolate.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { findForm, findToken, readHtml } from './html-forms.ts';
import { valueAt } from './json-pointer.ts';
import { describeAnswer, excerpt } from './seen.ts';
import type { FollowedAnswer, SiteClient } from './site-client.ts';

/** Who signs in. */
export interface Credential {
  /** What a person types: the name or the address, as [admin] login says. */
  readonly login: string;
  readonly password: string;
}

/** A signed-in (or refused) visitor: its cookies are in `client`, the rest goes with each request. */
export interface Session {
  readonly client: SiteClient;
  readonly headers: Readonly<Record<string, string>>;
  /** What the app answered to the credential; null where it is sent with each request only. */
  readonly answer: FollowedAnswer | null;
  readonly token: string | null;
}

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Gives the credential to the app in the way that the package names. It says nothing yet about being let in. */
export async function beginSession(asked: {
  readonly client: SiteClient;
  readonly way: ManifestSignIn;
  readonly credential: Credential;
  /** Knows admin.username, admin.password of this credential. */
  readonly scope: InterpolationScope;
}): Promise<Result<Session, Failure>> {
  const { client, way, credential, scope } = asked;
  if (way.form) return formSession(client, way.form, credential, scope);
  if (way.json) return jsonSession(client, way.json, scope);
  if (way.basic)
    return ok({ client, headers: { Authorization: basic(credential) }, answer: null, token: null });
  if (way.header) {
    const value = interpolate(way.header.value, scope);
    if (!value.ok) return err(badPackage(value.error.message));
    return ok({ client, headers: { [way.header.name]: value.value }, answer: null, token: null });
  }
  return err(badPackage('[check.sign-in] names no way of signing in'));
}

/** A visitor who may do what [seed] and [check.count] ask for, in the way that they say. */
export async function authorised(asked: {
  readonly client: SiteClient;
  readonly auth: 'basic' | 'session' | 'bearer' | 'none';
  /** Needed for session and bearer. */
  readonly way: ManifestSignIn | null;
  readonly credential: Credential | null;
  readonly scope: InterpolationScope;
}): Promise<Result<Session, Failure>> {
  const { client, auth, way, credential, scope } = asked;
  if (auth === 'none') return ok({ client, headers: {}, answer: null, token: null });
  if (!credential) return err(badPackage('it asks as the first account, and the package has none'));
  if (auth === 'basic')
    return ok({ client, headers: { Authorization: basic(credential) }, answer: null, token: null });
  if (!way) return err(badPackage('it asks with a session, and there is no [check.sign-in]'));
  const session = await beginSession({ client, way, credential, scope });
  if (!session.ok || auth === 'session') return session;
  if (session.value.token === null) {
    return err(
      failure('sign-in-failed', 'The app gave no token to ask it with.', {
        ...(session.value.answer ? { detail: describeAnswer(session.value.answer.last) } : {}),
      }),
    );
  }
  return ok({ ...session.value, headers: { Authorization: `Bearer ${session.value.token}` } });
}

const basic = ({ login, password }: Credential): string =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

async function formSession(
  client: SiteClient,
  form: NonNullable<ManifestSignIn['form']>,
  credential: Credential,
  scope: InterpolationScope,
): Promise<Result<Session, Failure>> {
  const { last: page } = await client.send({ method: 'GET', path: form.page });
  const html = readHtml(page.body);
  const found = findForm(html, { action: form.action, field: form.password, pageUrl: page.url });
  const fields = new URLSearchParams();
  for (const input of found?.inputs ?? []) if (input.type === 'hidden') fields.set(input.name, input.value);
  if (form.csrf !== undefined) {
    const token = findToken(html, found, form.csrf);
    if (token === null) {
      return err(
        failure(
          'sign-in-failed',
          `The page to sign in was not found: ${describeAnswer(page)}, without the field “${form.csrf}”.`,
          {
            remedy:
              'Look at the log of the app. If it is well, its sign-in page has changed and the package must be mended.',
            detail: excerpt(page),
          },
        ),
      );
    }
    fields.set(form.csrf, token);
  }
  const extra = interpolateJson(form.extra, scope);
  if (!extra.ok) return err(badPackage(extra.error.message));
  for (const [name, value] of Object.entries(extra.value)) fields.set(name, value);
  fields.set(form.username, credential.login);
  fields.set(form.password, credential.password);
  const answer = await client.send({
    method: 'POST',
    path: form.action,
    headers: { 'Content-Type': FORM_TYPE, Referer: page.url.href },
    body: fields.toString(),
  });
  return ok({ client, headers: {}, answer, token: null });
}

async function jsonSession(
  client: SiteClient,
  json: NonNullable<ManifestSignIn['json']>,
  scope: InterpolationScope,
): Promise<Result<Session, Failure>> {
  const body = interpolateJson(json.body, scope);
  if (!body.ok) return err(badPackage(body.error.message));
  const isForm = json.encoding === 'form';
  const fields = () =>
    new URLSearchParams(
      Object.entries(body.value).map(([name, value]): [string, string] => [name, String(value)]),
    );
  const answer = await client.send({
    method: 'POST',
    path: json.path,
    headers: { 'Content-Type': isForm ? FORM_TYPE : 'application/json' },
    body: isForm ? fields().toString() : JSON.stringify(body.value),
  });
  const token = json.token === undefined ? null : textAt(answer.last.body, json.token);
  return ok({ client, headers: token === null ? {} : carrying(token, json.carry), answer, token });
}

function carrying(
  token: string,
  carry: NonNullable<ManifestSignIn['json']>['carry'],
): Record<string, string> {
  if (carry === 'cookie') return {};
  return carry === 'bearer' ? { Authorization: `Bearer ${token}` } : { [carry.header]: token };
}

/** The text at a JSON pointer (RFC 6901) of a JSON document; null when there is none. */
export function textAt(document: string, pointer: string): string | null {
  const value = valueAt(document, pointer);
  // A header is made of it: no line breaks.
  return typeof value === 'string' && /^[!-~]+$/.test(value) ? value : null;
}

export const badPackage = (detail: string): Failure =>
  failure('internal', 'The package of this app describes its check wrongly.', {
    remedy: 'Report it: the package must be mended.',
    detail,
  });
