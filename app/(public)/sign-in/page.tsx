// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { Mark } from '../../_ui/mark.tsx';
import { SignInForm } from './sign-in-form.tsx';

export const metadata: Metadata = { title: 'Sign in' };
export const dynamic = 'force-static';

export default function SignInPage() {
  return (
    <div className="mx-auto max-w-[420px] pt-12 sm:pt-20">
      <Mark className="size-10 text-hop" />
      <h1 className="mt-4 font-bold text-[30px]">Sign in</h1>
      <p className="mt-1.5 mb-7 text-muted">To install on your servers and look after what runs there.</p>
      <SignInForm />
      <details className="mt-8 text-[14.5px] text-muted">
        <summary className="w-fit underline underline-offset-2">No account, or the password is lost</summary>
        <p className="mt-2">
          Whoever runs this site makes a one-time link on its computer, for the first administrator or for a
          new password:
        </p>
        <code className="mt-2 block rounded-xl bg-sunken px-3.5 py-2.5 font-mono text-[13.5px] text-ink">
          npm run admin-link
        </code>
      </details>
    </div>
  );
}
