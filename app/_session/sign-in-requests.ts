// SPDX-License-Identifier: AGPL-3.0-or-later

/** The requests of next-auth that our pages make themselves, so that no page carries its client. */
async function post(path: string, fields: Record<string, string>): Promise<Response> {
  const csrf = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, csrfToken: csrf.csrfToken, json: 'true' }),
  });
}

export type SignInOutcome = { signedIn: true } | { signedIn: false; message: string };

export async function requestSignIn(credentials: {
  email: string;
  password: string;
}): Promise<SignInOutcome> {
  try {
    const answer = await post('/api/auth/callback/credentials', { ...credentials, callbackUrl: '/' });
    const body = (await answer.json().catch(() => ({}))) as { url?: string };
    const error = new URL(body.url ?? '/', location.origin).searchParams.get('error');
    if (error === null && answer.ok) return { signedIn: true };
    // The refusal is a sentence of ours; next-auth's own codes are one word.
    const isSentence = error?.includes(' ') ?? false;
    return {
      signedIn: false,
      message: isSentence && error !== null ? error : 'This e-mail address and password do not match.',
    };
  } catch {
    return { signedIn: false, message: 'The site does not answer. Check your connection and try again.' };
  }
}

export async function requestSignOut(): Promise<void> {
  await post('/api/auth/signout', { callbackUrl: '/' });
}
