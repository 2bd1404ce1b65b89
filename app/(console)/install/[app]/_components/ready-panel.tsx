// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import { type InstallInput, installInput } from '#contract/site-api/installations.ts';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { useSettled } from '../../../../_console/use-settled.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Panel } from '../../../../_ui/panel.tsx';
import { PlanPreview } from './plan-preview.tsx';
import { PreflightLines } from './preflight-lines.tsx';

const TYPING_MS = 400;
const LOOK_AGAIN_MS = 20_000;

/** What was looked at before anything starts, the plan, and the button. */
export function ReadyPanel({
  app,
  appTitle,
  formId,
  host,
  title,
  domain,
  issuer,
  busy,
}: {
  app: string;
  appTitle: string;
  formId: string;
  host: string;
  title: string;
  domain: string;
  issuer: CertificateIssuer;
  busy: boolean;
}) {
  const trpc = useTRPC();
  const [planShown, setPlanShown] = useState(false);
  const typed = useSettled(domain, TYPING_MS);
  // Settings change neither the checks nor the plan, and a secret among them must not stand in an address.
  const asked = installInput.safeParse({
    app,
    host,
    title: title.trim() || appTitle,
    domain: typed,
    issuer,
    settings: {},
  });
  const input: InstallInput | null = asked.success ? asked.data : null;

  const preflight = useQuery(
    trpc.installations.preflight.queryOptions(input ?? NEVER, {
      enabled: input !== null,
      placeholderData: keepPreviousData,
      refetchInterval: LOOK_AGAIN_MS,
      staleTime: 0,
    }),
  );
  const plan = useQuery(
    trpc.installations.plan.queryOptions(input ?? NEVER, {
      enabled: planShown && input !== null,
      placeholderData: keepPreviousData,
    }),
  );
  const lines = input === null ? undefined : preflight.data;
  const failed = lines?.some(({ state }) => state === 'failed') ?? false;
  return (
    <aside aria-label="Before it starts" className="space-y-4 lg:sticky lg:top-6 lg:self-start">
      <Panel className="p-5">
        <h2 className="font-semibold text-[18px]">Before it starts</h2>
        {preflight.error ? (
          <ErrorNotice error={preflight.error} retry={() => preflight.refetch()} className="mt-3" />
        ) : (
          <PreflightLines
            lines={lines}
            looking={input !== null && (preflight.isFetching || typed !== domain)}
            unnamed={input === null}
          />
        )}
        <Button
          type="submit"
          form={formId}
          tone="primary"
          size="large"
          className="mt-4 w-full"
          busy={busy}
          disabled={failed}
          aria-describedby={`${formId}-note`}
        >
          Install {appTitle}
        </Button>
        <p id={`${formId}-note`} className="mt-3 text-[14px] text-muted">
          {failed
            ? 'What is marked above must be mended first. It is looked at again by itself.'
            : 'You can watch each step, cancel it, and everything is undone.'}
        </p>
      </Panel>
      <Button
        className="w-full"
        aria-expanded={planShown}
        onClick={() => setPlanShown(!planShown)}
        disabled={input === null && !planShown}
      >
        <ListChecks size={17} aria-hidden /> {planShown ? 'Hide what will happen' : 'Show what will happen'}
      </Button>
      {planShown ? <PlanPreview query={plan} /> : null}
    </aside>
  );
}

/** Stands where no answers are complete yet; such a query is not enabled. */
const NEVER: InstallInput = installInput.parse({
  app: 'none',
  host: '00000000-0000-7000-8000-000000000000',
  title: 'none',
  domain: 'none.invalid',
  settings: {},
});
