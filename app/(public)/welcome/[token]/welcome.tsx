// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Unlink } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { WelcomeState } from '#contract/account.ts';
import { type Answered, readQuery } from '../../../_session/site-call.ts';
import { Button } from '../../../_ui/button.tsx';
import { EmptyState } from '../../../_ui/empty-state.tsx';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { paths } from '../../../_ui/paths.ts';
import { Skeleton } from '../../../_ui/skeleton.tsx';
import { AdministratorForm } from './administrator-form.tsx';
import { NewPasswordForm } from './new-password-form.tsx';

export function Welcome({ token }: { token: string }) {
  const [answer, setAnswer] = useState<Answered<WelcomeState>>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt asks again
  useEffect(() => {
    const abort = new AbortController();
    void readQuery<WelcomeState>('welcome.state', { input: { token }, signal: abort.signal }).then(
      (found) => {
        if (!abort.signal.aborted) setAnswer(found);
      },
    );
    return () => abort.abort();
  }, [token, attempt]);

  if (answer === undefined) {
    return (
      <div role="status" aria-label="Looking at the link" className="mt-6 space-y-4">
        <Skeleton className="h-8 w-64" />
        <Skeleton className="h-11" />
        <Skeleton className="h-11" />
      </div>
    );
  }
  if (!answer.ok) {
    return (
      <Unusable
        title={answer.error.message}
        text={answer.error.remedy ?? ''}
        action={<Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>}
      />
    );
  }
  switch (answer.value.state) {
    case 'first-administrator':
      return <AdministratorForm token={token} />;
    case 'new-password':
      return <NewPasswordForm token={token} email={answer.value.email} />;
    case 'invalid':
      return (
        <Unusable
          title="This link cannot be used"
          text={answer.value.message}
          action={
            <LinkButton href={paths.signIn()} tone="primary">
              Sign in
            </LinkButton>
          }
        />
      );
  }
}

function Unusable({ title, text, action }: { title: string; text: string; action: React.ReactNode }) {
  return (
    <div className="mt-6">
      <h1 className="sr-only">Welcome</h1>
      <EmptyState sign={<Unlink size="1em" />} title={title} action={action}>
        {text}
      </EmptyState>
    </div>
  );
}
