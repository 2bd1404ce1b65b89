// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import type { BackupView } from '#contract/site-api/backups.ts';
import { installFromBackupInput } from '#contract/site-api/backups.ts';
import type { HostView } from '#contract/site-api/hosts.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { AddressField } from '../../../../../_console/address-field.tsx';
import { HostSelect } from '../../../../../_console/host-select.tsx';
import { suggestLabel } from '../../../../../_console/install-answers.ts';
import { IssuerField } from '../../../../../_console/issuer-field.tsx';
import { Answer, ErrorNotice } from '../../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../../_console/site-error.ts';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { useSettled } from '../../../../../_console/use-settled.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Dialog } from '../../../../../_ui/dialog.tsx';
import { TextField } from '../../../../../_ui/field.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { DayAndTime } from '../../../../../_ui/relative-time.tsx';
import { Skeleton } from '../../../../../_ui/skeleton.tsx';
import { DomainLook } from '../addresses/domain-look.tsx';
import { placeProblem } from './place-problem.ts';

interface CopyQuestion {
  installation: InstallationView;
  /** Null: closed. */
  backup: BackupView | null;
  onClose: () => void;
}

/** A new installation with the data of a backup: beside the original, or on another server. */
export function CopyDialog(question: CopyQuestion) {
  const { installation, backup, onClose } = question;
  const removed = installation.state === 'removed';
  return (
    <Dialog
      open={backup !== null}
      onOpenChange={(open) => (open ? null : onClose())}
      wide
      title={removed ? `Bring ${installation.title} back` : 'Make a new installation from it'}
      description={
        backup ? (
          <>
            With the data of <DayAndTime atMs={backup.atMs} lower />
            {removed ? '.' : `. ${installation.title} itself is not touched.`}
          </>
        ) : null
      }
    >
      {backup ? <Hosts {...question} backup={backup} /> : null}
    </Dialog>
  );
}

function Hosts(question: CopyQuestion & { backup: BackupView }) {
  const trpc = useTRPC();
  const hosts = useQuery(trpc.hosts.list.queryOptions());
  const installations = useQuery(trpc.installations.list.queryOptions());
  const both = {
    data:
      hosts.data && installations.data
        ? {
            hosts: hosts.data.filter(({ state }) => state === 'connected'),
            installations: installations.data,
          }
        : undefined,
    error: hosts.error ?? installations.error,
    refetch: () => Promise.all([hosts.refetch(), installations.refetch()]),
  };
  return (
    <Answer query={both} loading={<Skeleton className="h-64" />}>
      {(data) =>
        data.hosts.length === 0 ? (
          <p className="text-[15px] text-muted">
            No server answers at the moment. Look at them under Hosts, or connect another one.
          </p>
        ) : (
          <Form {...question} hosts={data.hosts} taken={data.installations.map(({ domain }) => domain)} />
        )
      }
    </Answer>
  );
}

function Form({
  installation,
  backup,
  hosts,
  taken,
  onClose,
}: CopyQuestion & { backup: BackupView; hosts: HostView[]; taken: string[] }) {
  const trpc = useTRPC();
  const router = useRouter();
  const suggested = (host: HostView | undefined) => {
    if (!host) return '';
    const free = !taken.includes(installation.domain);
    if (host.domainSuffix === null) return free ? installation.domain : '';
    return `${suggestLabel(installation.app, host.domainSuffix, new Set(taken))}.${host.domainSuffix}`;
  };
  const [answers, setAnswers] = useState(() => {
    const host = hosts.find((each) => placeProblem(backup, each, installation.hostName) === null) ?? hosts[0];
    return {
      host: host?.id ?? '',
      title: installation.title,
      domain: suggested(host),
      issuer: 'acme' as CertificateIssuer,
    };
  });
  const [fields, setFields] = useState<Record<string, string>>({});
  const change = (change: Partial<typeof answers>) => {
    setAnswers((before) => ({ ...before, ...change }));
    setFields((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in change))));
  };
  const make = useMutation(
    trpc.backups.installFromBackup.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
      onError: (error) => {
        const refused = siteErrorOf(error);
        setFields(
          Object.fromEntries(
            Object.entries(refused.fields).map(([name, message]) => [
              name,
              refused.remedy === null ? message : `${message} ${refused.remedy}`,
            ]),
          ),
        );
      },
    }),
  );
  const host = hosts.find(({ id }) => id === answers.host);
  const settledDomain = useSettled(answers.domain, 500);
  const problem = host ? placeProblem(backup, host, installation.hostName) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = installFromBackupInput.safeParse({
      ...answers,
      // A server with names of its own has its own authority for them.
      issuer: host?.domainSuffix === null ? answers.issuer : 'private',
      installation: installation.id,
      backup: backup.id,
    });
    if (parsed.success) {
      setFields({});
      make.mutate(parsed.data);
      return;
    }
    const found: Record<string, string> = {};
    for (const issue of parsed.error.issues) found[issue.path.join('.')] ??= issue.message;
    if (found['domain']) found['domain'] = 'A name such as news.example.org';
    setFields(found);
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      {make.error && Object.keys(siteErrorOf(make.error).fields).length === 0 ? (
        <ErrorNotice error={make.error} />
      ) : null}
      <HostSelect
        label="Put it on"
        hosts={hosts}
        value={answers.host}
        error={problem ?? fields['host']}
        onChange={(id) => change({ host: id, domain: suggested(hosts.find((each) => each.id === id)) })}
      />
      <TextField
        id="copy-title"
        label="Name"
        help="How it is called in your list."
        value={answers.title}
        error={fields['title']}
        onChange={(event) => change({ title: event.target.value })}
        maxLength={80}
        autoComplete="off"
      />
      <AddressField
        host={host}
        value={answers.domain}
        error={fields['domain']}
        onChange={(domain) => change({ domain })}
      />
      {host ? <DomainLook host={host.id} domain={settledDomain} /> : null}
      {host?.domainSuffix === null ? (
        <IssuerField
          value={answers.issuer}
          error={fields['issuer']}
          onChange={(issuer) => change({ issuer })}
        />
      ) : null}
      <p className="text-[14.5px] text-muted">
        It has the accounts and passwords that were there when the backup was made, and the backup plan of the
        original.
      </p>
      <div className="flex flex-wrap justify-end gap-2.5">
        <Button onClick={onClose}>Leave it</Button>
        <Button
          type="submit"
          tone="primary"
          disabled={problem !== null}
          busy={make.isPending || make.isSuccess}
        >
          {installation.state === 'removed' ? 'Bring it back' : 'Make it'}
        </Button>
      </div>
    </form>
  );
}
