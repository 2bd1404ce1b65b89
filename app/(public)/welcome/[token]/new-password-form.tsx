// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CircleAlert } from 'lucide-react';
import { PASSWORD_MIN_LENGTH, setPasswordInput } from '#contract/account.ts';
import { requestSignIn } from '../../../_session/sign-in-requests.ts';
import { Button } from '../../../_ui/button.tsx';
import { TextField } from '../../../_ui/field.tsx';
import { Notice } from '../../../_ui/panel.tsx';
import { paths } from '../../../_ui/paths.ts';
import { useCheckedForm } from './use-checked-form.ts';

export function NewPasswordForm({ token, email }: { token: string; email: string }) {
  const [refusal, action, busy] = useCheckedForm({
    procedure: 'welcome.setPassword',
    schema: setPasswordInput,
    token,
    done: async (_answer, values) => {
      const outcome = await requestSignIn({ email, password: values['password'] ?? '' });
      location.assign(outcome.signedIn ? paths.installations() : paths.signIn());
      return new Promise(() => {});
    },
  });
  return (
    <>
      <h1 className="mt-4 font-bold text-[30px]">Choose a new password</h1>
      <p className="mt-1.5 mb-7 text-muted">
        For {email}. Everyone signed in with the old one is signed out.
      </p>
      <form action={action} className="space-y-5" noValidate>
        {refusal.message ? (
          <Notice tone="brick" live sign={<CircleAlert size="1em" />} title={refusal.message} />
        ) : null}
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <TextField
          id="password"
          name="password"
          type="password"
          label="New password"
          autoComplete="new-password"
          help={`At least ${PASSWORD_MIN_LENGTH} characters. A few words in a row are good.`}
          error={refusal.fields['password']}
        />
        <Button type="submit" tone="primary" size="large" className="w-full" busy={busy}>
          Set the password and sign in
        </Button>
      </form>
    </>
  );
}
