// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Button, buttonClass } from './button.tsx';
import { EmptyState } from './empty-state.tsx';
import { paths } from './paths.ts';

/** What an error boundary shows. The message of the error stays in the server's log; only its number is shown. */
export function FailedPage({ digest, retry }: { digest: string | undefined; retry: () => void }) {
  return (
    <div className="py-14" role="alert">
      <h1 className="sr-only">This page could not be shown</h1>
      <EmptyState
        title="This page could not be shown"
        action={
          <>
            <Button tone="primary" onClick={retry}>
              Try again
            </Button>
            {/* A full load: what broke may be in the page itself. */}
            <a href={paths.catalogue()} className={buttonClass()}>
              Open the catalogue
            </a>
          </>
        }
      >
        Something on our side broke. What runs on your hosts is not touched by it, and nothing was lost.
        {digest ? (
          <span className="mt-2 block font-mono text-[13px]">Number in the log: {digest}</span>
        ) : null}
      </EmptyState>
    </div>
  );
}
