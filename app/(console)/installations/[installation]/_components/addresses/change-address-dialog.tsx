// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useState } from 'react';
import { domainName } from '#contract/ids.ts';
import type { HostView } from '#contract/site-api/hosts.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { AddressField } from '../../../../../_console/address-field.tsx';
import { suggestLabel } from '../../../../../_console/install-answers.ts';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../../_console/site-error.ts';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { useSettled } from '../../../../../_console/use-settled.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Dialog } from '../../../../../_ui/dialog.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { Skeleton } from '../../../../../_ui/skeleton.tsx';
import { DomainLook } from './domain-look.tsx';

/** Asks for the new address, says what DNS thinks of it, and what will happen. */
export function ChangeAddressDialog({
  installation,
  open,
  onOpenChange,
}: {
  installation: InstallationView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const host = useQuery(trpc.hosts.byId.queryOptions({ host: installation.host }, { enabled: open }));
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Change the address"
      description={`${installation.title} answers at ${installation.domain} now.`}
    >
      {host.data !== undefined ? (
        <Form installation={installation} host={host.data} close={() => onOpenChange(false)} />
      ) : host.error ? (
        <ErrorNotice error={host.error} retry={() => host.refetch()} />
      ) : (
        <Skeleton className="h-40" />
      )}
    </Dialog>
  );
}

function Form({
  installation,
  host,
  close,
}: {
  installation: InstallationView;
  host: HostView;
  close: () => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const others = useQuery(trpc.installations.list.queryOptions()).data;
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const taken = new Set(others?.map(({ domain }) => domain) ?? [installation.domain]);
  const suggested =
    host.domainSuffix === null
      ? ''
      : `${suggestLabel(installation.app, host.domainSuffix, taken)}.${host.domainSuffix}`;
  const domain = typed ?? suggested;
  const settled = useSettled(domain, 500);
  const { mutate, reset, error, isPending, isSuccess } = useMutation(
    trpc.domains.change.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another name, another answer
  useEffect(() => {
    setWrong(null);
    reset();
  }, [domain, reset]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!domainName.safeParse(domain).success) setWrong('A name such as news.example.org');
    else if (domain === installation.domain) setWrong('It has this address already.');
    else mutate({ installation: installation.id, domain });
  };
  const refused = error ? siteErrorOf(error) : null;
  const ofField = refused?.fields['domain'];
  return (
    <form onSubmit={submit} className="space-y-5" noValidate>
      <AddressField
        host={host}
        value={domain}
        error={
          wrong ?? (ofField === undefined ? undefined : [ofField, refused?.remedy].filter(Boolean).join(' '))
        }
        onChange={setTyped}
      />
      <DomainLook host={host.id} domain={settled} />
      <section>
        <h3 className="font-sans font-semibold text-[15px] tracking-normal">What will happen</h3>
        <ol className="mt-1.5 list-decimal space-y-1.5 pl-5 text-[15px] marker:text-muted">
          <li>A certificate for the new address is got first. Without one nothing changes.</li>
          <li>Visitors wait for a moment while {installation.appTitle} is told its new address.</li>
          <li>Signing in at the new address is tried, then it is opened.</li>
          <li>
            <span className="break-all">{installation.domain}</span> stops answering and becomes free. Tell
            those who have it among their bookmarks.
          </li>
        </ol>
      </section>
      {error && ofField === undefined ? <ErrorNotice error={error} /> : null}
      <div className="flex flex-wrap justify-end gap-2.5">
        <Button onClick={close}>Keep the present one</Button>
        <Button type="submit" tone="primary" busy={isPending || isSuccess}>
          Change the address
        </Button>
      </div>
    </form>
  );
}
