// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import './globals.css';
import { FailedPage } from './_ui/failed-page.tsx';

export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en" data-theme="light">
      <body>
        <title>This page could not be shown · Hop3</title>
        <main className="page-column">
          <FailedPage digest={error.digest} retry={reset} />
        </main>
      </body>
    </html>
  );
}
