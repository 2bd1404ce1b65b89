// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { operationId } from '#contract/ids.ts';
import { OperationProgress } from './_components/operation-progress.tsx';

export const metadata: Metadata = { title: 'Progress' };

export default async function OperationPage({ params }: { params: Promise<{ operation: string }> }) {
  const operation = operationId.safeParse((await params).operation);
  if (!operation.success) notFound();
  // Another operation (try again) starts from nothing.
  return <OperationProgress key={operation.data} operation={operation.data} />;
}
