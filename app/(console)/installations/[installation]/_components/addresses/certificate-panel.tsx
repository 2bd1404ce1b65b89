// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { DomainView } from '#contract/site-api/domains.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../../_console/allowed.tsx';
import { ServerSays } from '../../../../../_console/query-state.tsx';
import { toastError } from '../../../../../_console/toasts.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { exactTime, formatDate, plural } from '../../../../../_ui/format.ts';
import { type Fact, Facts, Notice } from '../../../../../_ui/panel.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { RelativeTime } from '../../../../../_ui/relative-time.tsx';
import { useNow } from '../../../../../_ui/use-now.ts';
import { IssuerDialog } from './issuer-dialog.tsx';
import { issuerWords } from './issuer-words.ts';

/** Who vouches for it, until when, and how the last try to renew it went. */
export function CertificatePanel({
  installation,
  view,
  canChange,
}: {
  installation: InstallationView;
  view: DomainView;
  canChange: boolean;
}) {
  const [choosing, setChoosing] = useState(false);
  const nowMs = useNow();
  const { certificate } = view;
  const failure = certificate?.failure ?? null;
  const again = <GetAgain installation={installation} issuer={view.issuer} />;
  return (
    <>
      {failure === null ? null : (
        <Notice
          tone={certificate !== null && nowMs !== null && certificate.notAfterMs < nowMs ? 'brick' : 'amber'}
          className="mb-3"
          sign={<CircleAlert size="1em" aria-hidden />}
          title={`It was not renewed: ${failure.message}`}
          action={canChange ? <Allowed to="domains.setCertificate">{again}</Allowed> : null}
        >
          {failure.remedy} {certificate === null ? '' : 'The present one stays in use meanwhile.'}
          {failure.detail === null ? null : <ServerSays text={failure.detail} />}
        </Notice>
      )}
      <Facts facts={factsOf(view)} />
      {canChange ? (
        <Allowed to="domains.setCertificate">
          <div className="mt-3 flex flex-wrap gap-2.5">
            <Button
              size="small"
              disabled={installation.currentOperation !== null}
              onClick={() => setChoosing(true)}
            >
              Choose who vouches for it
            </Button>
            {certificate === null && failure === null ? again : null}
          </div>
        </Allowed>
      ) : null}
      <IssuerDialog installation={installation} view={view} open={choosing} onOpenChange={setChoosing} />
    </>
  );
}

function factsOf({ certificate, issuer, domain }: DomainView): Fact[] {
  if (certificate === null) {
    return [
      { term: 'From', value: issuerWords[issuer].name },
      { term: 'Valid until', value: 'unknown: its server was not asked yet' },
    ];
  }
  return [
    { term: 'From', value: issuerWords[certificate.issuer].name },
    ...(certificate.domain === domain ? [] : [{ term: 'For', value: certificate.domain }]),
    { term: 'Valid until', value: <Until atMs={certificate.notAfterMs} /> },
    { term: 'Renewed', value: 'by its server, also while this site is off' },
    {
      term: 'Last try',
      value:
        certificate.attemptAtMs === null ? (
          'none yet'
        ) : (
          <>
            <RelativeTime atMs={certificate.attemptAtMs} />
            {certificate.failure === null ? ', it worked' : ', it did not work'}
          </>
        ),
    },
    {
      term: 'Serial number',
      value: <span className="break-all font-mono text-[13px]">{certificate.serial}</span>,
    },
  ];
}

function Until({ atMs }: { atMs: number }) {
  const nowMs = useNow();
  if (nowMs === null) return null;
  const days = Math.floor((atMs - nowMs) / 86_400_000);
  return (
    <span title={exactTime(atMs)}>
      {formatDate(atMs, nowMs)}
      <span className={days < 0 ? 'text-brick' : 'text-muted'}>
        {days < 0 ? ', it has ended' : `, ${plural(days, 'day')} left`}
      </span>
    </span>
  );
}

function GetAgain({
  installation,
  issuer,
}: {
  installation: InstallationView;
  issuer: DomainView['issuer'];
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const { mutate, isPending, isSuccess } = useMutation(
    trpc.domains.setCertificate.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
      onError: toastError,
    }),
  );
  return (
    <Button
      size="small"
      tone="ink"
      busy={isPending || isSuccess}
      disabled={installation.currentOperation !== null}
      onClick={() => mutate({ installation: installation.id, issuer })}
    >
      Try now
    </Button>
  );
}
