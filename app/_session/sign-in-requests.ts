// SPDX-License-Identifier: AGPL-3.0-or-later

/** The two requests of next-auth that our pages make themselves, so that no page carries its client. */
async function csrfToken(): Promise<string> {
  const answer = await fetch('/api/auth/csrf');
  const body = (await answer.json()) as { csrfToken: string };
  return body.csrfToken;
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, csrfToken: await csrfToken(), json: 'true' }),
  });
}

export type SignInOutcome = 'signed-in' | 'refused' | 'too-many' | 'unreachable';

export async function requestSignIn(credentials: {
  email: string;
  password: string;
}): Promise<SignInOutcome> {
  try {
    const answer = await post('/api/auth/callback/credentials', { ...credentials, callbackUrl: '/' });
    if (answer.status === 429) return 'too-many';
    const body = (await answer.json().catch(() => ({}))) as { url?: string };
    const error = new URL(body.url ?? '/', location.origin).searchParams.get('error');
    if (error === null && answer.ok) return 'signed-in';
    return error !== null && /too.?many|rate/i.test(error) ? 'too-many' : 'refused';
  } catch {
    return 'unreachable';
  }
}

export async function requestSignOut(): Promise<void> {
  await post('/api/auth/signout', { callbackUrl: '/' });
}
