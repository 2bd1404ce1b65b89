// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../_ui/button.tsx';
import { LinkButton } from '../_ui/link-button.tsx';
import { Notice } from '../_ui/panel.tsx';
import { paths } from '../_ui/paths.ts';
import { siteErrorOf } from './site-error.ts';

/** A refused or unanswered call: what failed, the remedy, and a way to try again. */
export function ErrorNotice({
  error,
  retry,
  className,
}: {
  error: unknown;
  retry?: (() => void) | undefined;
  className?: string;
}) {
  const shown = siteErrorOf(error);
  const running = shown.error?.kind === 'busy' ? shown.error.operation : null;
  const detail = shown.error?.kind === 'failure' ? shown.error.failure.detail : null;
  return (
    <Notice
      tone="brick"
      live
      sign={<CircleAlert size="1em" aria-hidden />}
      title={shown.message}
      {...(className ? { className } : {})}
      action={
        shown.signedOut ? (
          <LinkButton href={paths.signIn()} tone="ink" size="small">
            Sign in
          </LinkButton>
        ) : running ? (
          <LinkButton href={paths.operation(running)} tone="ink" size="small">
            Watch it
          </LinkButton>
        ) : retry ? (
          <Button tone="ink" size="small" onClick={retry}>
            Try again
          </Button>
        ) : null
      }
    >
      {shown.remedy}
      {detail ? <ServerSays text={detail} /> : null}
    </Notice>
  );
}

/** Technical words, one click away. */
export function ServerSays({ text }: { text: string }) {
  return (
    <details className="mt-2">
      <summary className="w-fit underline underline-offset-2">What the server says</summary>
      <pre className="mt-2 max-h-72 overflow-auto whitespace-pre-wrap rounded-xl bg-surface/70 p-3 font-mono text-[13px] leading-relaxed">
        {text}
      </pre>
    </details>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/**
 * One of: what was found, a grey place while it loads, what went wrong. Data that is there stays when a later
 * look fails, with a line that says so.
 */
export function Answer<T>({
  query,
  loading,
  children,
}: {
  query: Asked<T>;
  loading: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) {
    return (
      <>
        {query.error ? (
          <ErrorNotice error={query.error} retry={() => query.refetch()} className="mb-4" />
        ) : null}
        {children(query.data)}
      </>
    );
  }
  if (query.error) return <ErrorNotice error={query.error} retry={() => query.refetch()} />;
  return loading;
}
