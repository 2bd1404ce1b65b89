// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { z } from 'zod';
import { sftpPath, sshAddress, sshUser } from '#contract/backup.ts';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../../_console/site-error.ts';
import { useTRPCClient } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { TextField } from '../../../../../_ui/field.tsx';

/** As typed; the port is a text until it is sent. */
export interface SftpPlace {
  name: string;
  address: string;
  port: string;
  user: string;
  path: string;
}

const schema = z.object({
  name: z.string().trim().min(1, 'What you call it, such as Office NAS').max(60),
  address: z.string().trim().pipe(sshAddress),
  port: z.coerce
    .number('A number')
    .int('A whole number')
    .min(1, 'From 1 to 65535')
    .max(65_535, 'From 1 to 65535'),
  user: sshUser,
  path: sftpPath,
});
const SENTENCES: Record<string, string> = {
  address: 'A name such as nas.example.org, or an IP address',
  user: 'The name of an account there, such as backup',
  path: 'A folder such as hop3-backups or /volume1/hop3: letters, digits, dots and hyphens',
};

export function SftpForm({
  value,
  fields,
  onFields,
  onChange,
  onFound,
}: {
  value: SftpPlace;
  fields: Record<string, string>;
  onFields: (fields: Record<string, string>) => void;
  onChange: (value: SftpPlace) => void;
  onFound: (found: { hostKey: string; fingerprint: string }) => void;
}) {
  const client = useTRPCClient();
  const probe = useMutation({
    mutationFn: (input: { address: string; port: number }) => client.backups.targets.probe.query(input),
    onSuccess: onFound,
    onError: (error) => onFields(siteErrorOf(error).fields),
  });
  const set = (name: keyof SftpPlace) => (event: { target: { value: string } }) => {
    onChange({ ...value, [name]: event.target.value });
    const { [name]: _gone, ...rest } = fields;
    onFields(rest);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      const found: Record<string, string> = {};
      for (const issue of parsed.error.issues) {
        const name = issue.path.join('.');
        found[name] ??= SENTENCES[name] ?? issue.message;
      }
      onFields(found);
      return;
    }
    onFields({});
    onChange({ ...value, name: parsed.data.name, address: parsed.data.address });
    probe.mutate({ address: parsed.data.address, port: parsed.data.port });
  };
  const typed = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;
  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      {probe.error && Object.keys(siteErrorOf(probe.error).fields).length === 0 ? (
        <ErrorNotice error={probe.error} />
      ) : null}
      <TextField
        id="name"
        label="What you call it"
        placeholder="Office NAS"
        value={value.name}
        error={fields['name']}
        onChange={set('name')}
        maxLength={60}
        autoComplete="off"
      />
      <div className="grid gap-5 sm:grid-cols-[1fr_110px]">
        <TextField
          id="address"
          label="Address"
          placeholder="nas.example.org"
          value={value.address}
          error={fields['address']}
          onChange={set('address')}
          {...typed}
        />
        <TextField
          id="port"
          label="SSH port"
          value={value.port}
          error={fields['port']}
          onChange={set('port')}
          inputMode="numeric"
          autoComplete="off"
        />
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          id="user"
          label="Account there"
          value={value.user}
          error={fields['user']}
          onChange={set('user')}
          {...typed}
        />
        <TextField
          id="path"
          label="Folder"
          help="Made if it is not there."
          value={value.path}
          error={fields['path']}
          onChange={set('path')}
          {...typed}
        />
      </div>
      <Button type="submit" tone="ink" busy={probe.isPending}>
        Look for it
      </Button>
    </form>
  );
}
