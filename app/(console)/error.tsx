// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { FailedPage } from '../_ui/failed-page.tsx';

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return <FailedPage digest={error.digest} retry={reset} />;
}
