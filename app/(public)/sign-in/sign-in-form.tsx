// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CircleAlert } from 'lucide-react';
import { useActionState } from 'react';
import { requestSignIn } from '../../_session/sign-in-requests.ts';
import { Button } from '../../_ui/button.tsx';
import { TextField } from '../../_ui/field.tsx';
import { Notice } from '../../_ui/panel.tsx';
import { paths } from '../../_ui/paths.ts';

interface Outcome {
  email: string;
  refusal: string | null;
}

/** Only a page of this site, never another address. */
function nextPage(): string {
  const next = new URLSearchParams(location.search).get('next');
  return next !== null && /^\/[A-Za-z0-9]/.test(next) ? next : paths.installations();
}

async function submit(_before: Outcome, form: FormData): Promise<Outcome> {
  const email = String(form.get('email') ?? '');
  const outcome = await requestSignIn({ email, password: String(form.get('password') ?? '') });
  if (outcome.signedIn) {
    location.assign(nextPage());
    // The button stays busy until the next page is there.
    return new Promise(() => {});
  }
  return { email, refusal: outcome.message };
}

export function SignInForm() {
  const [outcome, action, busy] = useActionState(submit, { email: '', refusal: null });
  return (
    <form action={action} className="space-y-5">
      {outcome.refusal === null ? null : (
        <Notice tone="brick" live sign={<CircleAlert size="1em" aria-hidden />} title={outcome.refusal} />
      )}
      <TextField
        id="email"
        name="email"
        type="email"
        label="E-mail address"
        autoComplete="username"
        required
        defaultValue={outcome.email}
      />
      <TextField
        id="password"
        name="password"
        type="password"
        label="Password"
        autoComplete="current-password"
        required
      />
      <Button type="submit" tone="primary" size="large" className="w-full" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
