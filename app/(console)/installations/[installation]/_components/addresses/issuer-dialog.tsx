// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import type { DomainView } from '#contract/site-api/domains.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Choice } from '../../../../../_ui/choice.tsx';
import { Dialog } from '../../../../../_ui/dialog.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { issuerTitle, issuerWords } from './issuer-words.ts';

/** Which authority signs its certificates from now on. */
export function IssuerDialog({
  installation,
  view,
  open,
  onOpenChange,
}: {
  installation: InstallationView;
  view: DomainView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const directory = useQuery(trpc.settings.acme.queryOptions(undefined, { enabled: open })).data?.directory;
  const [chosen, setChosen] = useState<CertificateIssuer>(view.issuer);
  const { mutate, reset, error, isPending, isSuccess } = useMutation(
    trpc.domains.setCertificate.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  useEffect(() => {
    if (open) return;
    setChosen(view.issuer);
    reset();
  }, [open, reset, view.issuer]);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Who vouches for it"
      description="A certificate proves to browsers that they talk to your server. The present one stays in use until the new one is there and was checked."
    >
      <div className="space-y-5">
        <fieldset className="space-y-3">
          <legend className="sr-only">Authority</legend>
          {view.issuers.map(({ issuer, possible, why }) =>
            possible ? (
              <Choice
                key={issuer}
                name="issuer"
                value={issuer}
                chosen={chosen === issuer}
                onChoose={() => setChosen(issuer)}
                title={issuerTitle(issuer, directory)}
                help={issuerWords[issuer].help}
              />
            ) : (
              <div key={issuer} className="pl-7">
                <p className="text-muted">{issuerTitle(issuer, directory)}: not possible here</p>
                <p className="text-[14.5px] text-muted">{why}</p>
              </div>
            ),
          )}
        </fieldset>
        <p className="text-[14.5px] text-muted">
          Another directory, and your own root certificate to download:{' '}
          <Link href={paths.settings()} prefetch={false} className="underline underline-offset-2">
            Settings
          </Link>
          .
        </p>
        {error ? <ErrorNotice error={error} /> : null}
        <div className="flex flex-wrap justify-end gap-2.5">
          <Button onClick={() => onOpenChange(false)}>Leave it</Button>
          <Button
            tone="primary"
            busy={isPending || isSuccess}
            onClick={() => mutate({ installation: installation.id, issuer: chosen })}
          >
            {chosen === view.issuer ? 'Get it again' : 'Get a certificate'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
