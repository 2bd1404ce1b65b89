// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import type { PlannedStep } from '#contract/operation.ts';
import { Answer } from '../../../../_console/query-state.tsx';
import { Panel } from '../../../../_ui/panel.tsx';
import { SkeletonList } from '../../../../_ui/skeleton.tsx';

export function PlanPreview({
  query,
}: {
  query: { data: PlannedStep[] | undefined; error: unknown; refetch: () => unknown };
}) {
  return (
    <Answer query={query} loading={<SkeletonList rows={3} label="Making the plan" />}>
      {(steps) => (
        <Panel className="p-5">
          <ol className="space-y-2 text-[15px]">
            {steps.map((step, index) => (
              <li key={step.id} className="flex gap-3">
                <span className="w-5 shrink-0 text-right font-mono text-[13px] text-muted leading-6 tabular-nums">
                  {index + 1}
                </span>
                {step.title}
              </li>
            ))}
          </ol>
          <p className="mt-3 text-[14px] text-muted">If one of them fails, those before it are undone.</p>
        </Panel>
      )}
    </Answer>
  );
}
