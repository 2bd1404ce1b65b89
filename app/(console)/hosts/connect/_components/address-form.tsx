// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { z } from 'zod';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../_console/site-error.ts';
import { useTRPCClient } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { TextField } from '../../../../_ui/field.tsx';

/** As typed; the port is a text until it is sent. */
export interface ServerAddress {
  name: string;
  address: string;
  sshPort: string;
  sshUser: string;
}

const schema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'Lowercase letters, digits and hyphens, a letter first'),
  address: z.string().trim().min(1, 'A name such as server.example.org, or an IP address').max(253),
  sshPort: z.coerce
    .number('A number')
    .int('A whole number')
    .min(1, 'From 1 to 65535')
    .max(65_535, 'From 1 to 65535'),
  sshUser: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'The name of an account, such as root or debian'),
});

export function AddressForm({
  value,
  onChange,
  onFound,
}: {
  value: ServerAddress;
  onChange: (value: ServerAddress) => void;
  onFound: (found: { hostKey: string; fingerprint: string }) => void;
}) {
  const client = useTRPCClient();
  const [fields, setFields] = useState<Record<string, string>>({});
  const probe = useMutation({
    mutationFn: (input: { address: string; port: number }) => client.hosts.probe.query(input),
    onSuccess: onFound,
    onError: (error) => {
      const refused = siteErrorOf(error).fields;
      setFields({ ...refused, ...(refused['port'] ? { sshPort: refused['port'] } : {}) });
    },
  });
  const set = (name: keyof ServerAddress) => (event: { target: { value: string } }) => {
    onChange({ ...value, [name]: event.target.value });
    setFields(({ [name]: _gone, ...rest }) => rest);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      const found: Record<string, string> = {};
      for (const issue of parsed.error.issues) found[issue.path.join('.')] ??= issue.message;
      setFields(found);
      return;
    }
    setFields({});
    onChange({ ...value, address: parsed.data.address });
    probe.mutate({ address: parsed.data.address, port: parsed.data.sshPort });
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      {probe.error && Object.keys(siteErrorOf(probe.error).fields).length === 0 ? (
        <ErrorNotice error={probe.error} />
      ) : null}
      <div className="grid gap-5 sm:grid-cols-[1fr_110px]">
        <TextField
          id="address"
          label="Address"
          help="Its name or IP address, as you would give it to ssh."
          placeholder="server.example.org"
          value={value.address}
          error={fields['address']}
          onChange={set('address')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <TextField
          id="sshPort"
          label="SSH port"
          value={value.sshPort}
          error={fields['sshPort']}
          onChange={set('sshPort')}
          inputMode="numeric"
          autoComplete="off"
        />
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          id="sshUser"
          label="Account on it"
          help="root, or one that may use sudo."
          value={value.sshUser}
          error={fields['sshUser']}
          onChange={set('sshUser')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <TextField
          id="name"
          label="What you call it"
          help="Short, such as town-hall-1."
          value={value.name}
          error={fields['name']}
          onChange={set('name')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </div>
      <Button type="submit" tone="ink" busy={probe.isPending}>
        Look for it
      </Button>
    </form>
  );
}
