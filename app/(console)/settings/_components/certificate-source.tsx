// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import {
  type AcmeAccount,
  acmeAccount,
  directoryName,
  LETS_ENCRYPT,
  LETS_ENCRYPT_STAGING,
} from '#contract/acme.ts';
import { Allowed } from '../../../_console/allowed.tsx';
import { Answer, ErrorNotice } from '../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../_console/site-error.ts';
import { useTRPC } from '../../../_console/trpc.ts';
import { Button } from '../../../_ui/button.tsx';
import { Choice } from '../../../_ui/choice.tsx';
import { TextArea, TextField } from '../../../_ui/field.tsx';
import { Panel } from '../../../_ui/panel.tsx';
import { Skeleton } from '../../../_ui/skeleton.tsx';
import { SettingsSection } from './settings-section.tsx';

export function CertificateSource() {
  const trpc = useTRPC();
  const query = useQuery(trpc.settings.acme.queryOptions());
  return (
    <SettingsSection
      id="certificates-heading"
      title="Certificates"
      intro="Who vouches for public addresses. Addresses of the practice server, and apps for which you choose it, use your own authority below instead."
    >
      <Panel className="p-5 sm:p-6">
        <Answer query={query} loading={<Skeleton className="h-40 w-full" />}>
          {(account) => (
            <Allowed to="settings.setAcme" otherwise={<p>{directoryName(account.directory)}</p>}>
              <SourceForm account={account} />
            </Allowed>
          )}
        </Answer>
      </Panel>
    </SettingsSection>
  );
}

type Directory = 'everybody' | 'trying' | 'another';

const directoryOf = ({ directory }: AcmeAccount): Directory =>
  directory === LETS_ENCRYPT ? 'everybody' : directory === LETS_ENCRYPT_STAGING ? 'trying' : 'another';

function SourceForm({ account }: { account: AcmeAccount }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<Directory>(directoryOf(account));
  const [address, setAddress] = useState(directoryOf(account) === 'another' ? account.directory : '');
  const [email, setEmail] = useState(account.email ?? '');
  const [caPem, setCaPem] = useState(account.caPem ?? '');
  const [fields, setFields] = useState<Record<string, string>>({});
  const save = useMutation(
    trpc.settings.setAcme.mutationOptions({
      onSuccess: ({ directory }) => {
        toast(`Certificates come from ${directoryName(directory)}`, {
          description: 'A server learns of it when it gets the next one for an app.',
        });
        return queryClient.invalidateQueries(trpc.settings.acme.queryFilter());
      },
      onError: (error) => setFields(siteErrorOf(error).fields),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const directory =
      chosen === 'everybody' ? LETS_ENCRYPT : chosen === 'trying' ? LETS_ENCRYPT_STAGING : address.trim();
    const parsed = acmeAccount.safeParse({
      directory,
      email: email.trim() === '' ? null : email.trim(),
      caPem: chosen !== 'another' || caPem.trim() === '' ? null : caPem,
    });
    if (!parsed.success) {
      const found: Record<string, string> = {};
      for (const issue of parsed.error.issues) found[issue.path.join('.')] ??= issue.message;
      setFields(found);
      return;
    }
    setFields({});
    save.mutate(parsed.data);
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      {save.error && Object.keys(fields).length === 0 ? <ErrorNotice error={save.error} /> : null}
      <fieldset className="space-y-3">
        <legend className="mb-2 font-semibold text-[15px]">Directory</legend>
        <Choice
          name="directory"
          value="everybody"
          chosen={chosen === 'everybody'}
          onChoose={() => setChosen('everybody')}
          title="Let's Encrypt"
          help="Free, and every browser trusts it. The address must point to the server, and its port 80 be open."
        />
        <Choice
          name="directory"
          value="trying"
          chosen={chosen === 'trying'}
          onChoose={() => setChosen('trying')}
          title="Let's Encrypt, for trying"
          help="Its staging directory: many tries are fine there, but browsers warn of what it gives."
        />
        <Choice
          name="directory"
          value="another"
          chosen={chosen === 'another'}
          onChoose={() => setChosen('another')}
          title="Another ACME directory"
          help="Of your organisation, or of another authority."
        />
      </fieldset>
      {chosen === 'another' ? (
        <>
          <TextField
            id="acme-directory"
            label="Address of the directory"
            placeholder="https://ca.town.example/acme/directory"
            value={address}
            error={fields['directory']}
            onChange={(event) => setAddress(event.target.value)}
            inputMode="url"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <TextArea
            id="acme-ca"
            label="Its CA certificate"
            help="Only where the directory itself is not trusted by everybody. It begins with -----BEGIN CERTIFICATE-----"
            optional
            rows={6}
            value={caPem}
            error={fields['caPem']}
            onChange={(event) => setCaPem(event.target.value)}
            spellCheck={false}
          />
        </>
      ) : null}
      <TextField
        id="acme-email"
        label="Mail address of the account"
        help="Some directories write there when something is wrong with a certificate. Without one, hostmaster@ and the first address is given."
        optional
        type="email"
        inputClassName="max-w-96"
        value={email}
        error={fields['email']}
        onChange={(event) => setEmail(event.target.value)}
        autoComplete="email"
      />
      <div>
        <Button type="submit" tone="ink" busy={save.isPending}>
          Save
        </Button>
        <p className="mt-3 text-[14px] text-muted">
          {chosen === 'another' ? (
            'By getting certificates you agree to the terms of the directory.'
          ) : (
            <>
              By getting certificates you agree to{' '}
              <a
                href="https://letsencrypt.org/repository/"
                target="_blank"
                rel="noreferrer"
                className="underline"
              >
                its terms
              </a>
              .
            </>
          )}
        </p>
      </div>
    </form>
  );
}
