// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { connectHostInput } from '#contract/site-api/hosts.ts';
import { Answer, ErrorNotice } from '../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../_console/site-error.ts';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { CopyButton } from '../../../../_ui/copy-button.tsx';
import { TextField } from '../../../../_ui/field.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { Skeleton } from '../../../../_ui/skeleton.tsx';
import type { ServerAddress } from './address-form.tsx';

type Method = 'public-key' | 'password';

export function AccessForm({
  server,
  hostKey,
  onBack,
}: {
  server: ServerAddress;
  hostKey: string;
  onBack: () => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const [method, setMethod] = useState<Method>('public-key');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<string>();
  const connect = useMutation(
    trpc.hosts.connect.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { name, address, sshUser } = server;
    const common = { name, address, sshUser, sshPort: Number(server.sshPort), hostKey };
    const parsed = connectHostInput.safeParse(
      method === 'password' ? { method, ...common, password } : { method, ...common },
    );
    if (!parsed.success) {
      setMissing(
        method === 'password' && password === ''
          ? 'The password of this account'
          : 'Go back and look at the address again',
      );
      return;
    }
    setMissing(undefined);
    connect.mutate(parsed.data);
  };
  const refused = connect.error ? siteErrorOf(connect.error) : null;
  return (
    <form onSubmit={submit} className="space-y-5">
      {connect.error ? <ErrorNotice error={connect.error} /> : null}
      {refused && Object.keys(refused.fields).length > 0 ? (
        <Button size="small" onClick={onBack}>
          Change the address or name
        </Button>
      ) : null}
      <fieldset>
        <legend className="mb-2 font-semibold text-[15px]">How may we get in the first time?</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          <Choice method="public-key" chosen={method} onChoose={setMethod} title="With our public key" />
          <Choice method="password" chosen={method} onChoose={setMethod} title="With a password, once" />
        </div>
      </fieldset>
      {method === 'public-key' ? (
        <PublicKey user={server.sshUser} />
      ) : (
        <TextField
          id="password"
          type="password"
          label={`Password of ${server.sshUser}`}
          help="Used once to set the server up, then forgotten."
          autoComplete="off"
          value={password}
          error={missing}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
      <p className="text-[14.5px] text-muted">
        Next the server is checked: system, root, memory, disk, ports 80 and 443, clock. Then our agent is
        installed. If something is in the way you are told what to do, and everything is undone.
      </p>
      <div className="flex flex-wrap gap-2.5">
        <Button type="submit" tone="primary" busy={connect.isPending || connect.isSuccess}>
          Connect {server.name}
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </form>
  );
}

function Choice({
  method,
  chosen,
  onChoose,
  title,
}: {
  method: Method;
  chosen: Method;
  onChoose: (method: Method) => void;
  title: string;
}) {
  return (
    <label className="flex cursor-pointer items-center gap-2.5">
      <input
        type="radio"
        name="method"
        value={method}
        checked={chosen === method}
        onChange={() => onChoose(method)}
        className="size-4.5 accent-(--hop)"
      />
      {title}
    </label>
  );
}

function PublicKey({ user }: { user: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.hosts.ourPublicKey.queryOptions());
  return (
    <Answer query={query} loading={<Skeleton className="h-24" />}>
      {({ publicKey }) => (
        <div>
          <p className="text-[15px]">
            Add this line to <code className="font-mono text-[14px]">~{user}/.ssh/authorized_keys</code> on
            the server:
          </p>
          <div className="mt-2 flex items-start gap-2 rounded-xl border border-line bg-sunken py-2 pr-2 pl-4">
            <code className="min-w-0 flex-1 break-all py-1 font-mono text-[13px]">{publicKey}</code>
            <CopyButton text={publicKey} what="our public key" tone="plain" />
          </div>
          <p className="mt-2 text-[14.5px] text-muted">
            With it the server is set up. Once it is connected the line is taken out again: from then on our
            agent is the only way in, and does nothing but what this site signed.
          </p>
        </div>
      )}
    </Answer>
  );
}
