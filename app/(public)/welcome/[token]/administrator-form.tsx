// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CircleAlert } from 'lucide-react';
import { createAdministratorInput, PASSWORD_MIN_LENGTH } from '#contract/account.ts';
import { requestSignIn } from '../../../_session/sign-in-requests.ts';
import { Button } from '../../../_ui/button.tsx';
import { TextField } from '../../../_ui/field.tsx';
import { Notice } from '../../../_ui/panel.tsx';
import { paths } from '../../../_ui/paths.ts';
import { useCheckedForm } from './use-checked-form.ts';

export function AdministratorForm({ token }: { token: string }) {
  const [refusal, action, busy] = useCheckedForm({
    procedure: 'welcome.createAdministrator',
    schema: createAdministratorInput,
    token,
    done: async (_answer, values) => {
      const outcome = await requestSignIn({
        email: values['email'] ?? '',
        password: values['password'] ?? '',
      });
      location.assign(outcome.signedIn ? paths.start() : paths.signIn(paths.start()));
      return new Promise(() => {});
    },
  });
  return (
    <>
      <h1 className="mt-4 font-bold text-[30px]">Welcome</h1>
      <p className="mt-1.5 mb-7 text-muted">
        You become the first administrator of this site. The link works once, and there is no default password
        anywhere.
      </p>
      <form action={action} className="space-y-5" noValidate>
        {refusal.message ? (
          <Notice tone="brick" live sign={<CircleAlert size="1em" />} title={refusal.message} />
        ) : null}
        <TextField
          id="name"
          name="name"
          label="Your name"
          autoComplete="name"
          defaultValue={refusal.kept['name'] ?? ''}
          error={refusal.fields['name']}
        />
        <TextField
          id="email"
          name="email"
          type="email"
          label="E-mail address"
          autoComplete="username"
          help="You sign in with it. Nothing is sent to it."
          defaultValue={refusal.kept['email'] ?? ''}
          error={refusal.fields['email']}
        />
        <TextField
          id="password"
          name="password"
          type="password"
          label="Password"
          autoComplete="new-password"
          help={`At least ${PASSWORD_MIN_LENGTH} characters. A few words in a row are good.`}
          error={refusal.fields['password']}
        />
        <Button type="submit" tone="primary" size="large" className="w-full" busy={busy}>
          Create the administrator
        </Button>
      </form>
    </>
  );
}
