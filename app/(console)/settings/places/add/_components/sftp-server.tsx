// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { HostKeyCheck } from '../../../../../_console/host-key-check.tsx';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../../_console/site-error.ts';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { LinkButton } from '../../../../../_ui/link-button.tsx';
import { Panel } from '../../../../../_ui/panel.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { CheckPlace } from '../../_components/check-place.tsx';
import { PublicKeyLine } from '../../_components/public-key-line.tsx';
import { SftpForm, type SftpPlace } from './sftp-form.tsx';

type Step =
  | { name: 'where' }
  | { name: 'key'; hostKey: string; fingerprint: string }
  | { name: 'let-in'; target: string; publicKey: string };

const TITLES = ['Where it is', 'Is it the right one', 'Let your servers in'];

/** As connecting a server does: address, the key that it shows, and then our key for it. */
export function SftpServer() {
  const trpc = useTRPC();
  const [place, setPlace] = useState<SftpPlace>({
    ...{ name: '', address: '', port: '22', user: '', path: 'hop3-backups' },
  });
  const [step, setStep] = useState<Step>({ name: 'where' });
  const [fields, setFields] = useState<Record<string, string>>({});
  const add = useMutation(
    trpc.backups.targets.add.mutationOptions({
      onSuccess: ({ target, publicKey }) => {
        if (publicKey !== null) setStep({ name: 'let-in', target, publicKey });
      },
      onError: (error) => {
        const { fields: refused, remedy } = siteErrorOf(error);
        const said = Object.entries(refused).map(
          ([name, message]) => [name, remedy === null ? message : `${message} ${remedy}`] as const,
        );
        if (said.length === 0) return;
        setFields(Object.fromEntries(said));
        setStep({ name: 'where' });
      },
    }),
  );
  const unplaced = add.error !== null && Object.keys(siteErrorOf(add.error).fields).length === 0;
  const at = step.name === 'where' ? 0 : step.name === 'key' ? 1 : 2;
  return (
    <section aria-labelledby="sftp" className="mt-5">
      <Panel className="p-5 sm:p-6">
        <h2 id="sftp" className="font-semibold text-[18px]">
          An SFTP server
        </h2>
        <p className="text-[15px] text-muted">
          A NAS, a storage box of a provider, any server with SSH. A stolen key of one of your servers could
          delete backups there, so snapshots on its side are worth having.
        </p>
        <ol className="mt-4 mb-6 flex flex-wrap gap-x-6 gap-y-1 text-[14.5px]">
          {TITLES.map((title, index) => (
            <li
              key={title}
              aria-current={index === at ? 'step' : undefined}
              className={index === at ? 'font-semibold' : 'text-muted'}
            >
              {index + 1}. {title}
            </li>
          ))}
        </ol>
        {unplaced ? <ErrorNotice error={add.error} className="mb-5" /> : null}
        {step.name === 'where' ? (
          <SftpForm
            value={place}
            fields={fields}
            onFields={setFields}
            onChange={setPlace}
            onFound={(found) => setStep({ name: 'key', ...found })}
          />
        ) : step.name === 'key' ? (
          <HostKeyCheck
            address={place.address}
            fingerprint={step.fingerprint}
            busy={add.isPending}
            onAgree={() =>
              add.mutate({ ...place, kind: 'sftp', port: Number(place.port), hostKey: step.hostKey })
            }
            onBack={() => setStep({ name: 'where' })}
          />
        ) : (
          <div className="space-y-5">
            <PublicKeyLine publicKey={step.publicKey} user={place.user} />
            <CheckPlace target={step.target} tone="ink" />
            <p className="text-[14.5px] text-muted">
              {place.name} is in the list of places now. Next, choose it in the backup plan of each app.
            </p>
            <LinkButton href={paths.backupPlaces()}>See the places</LinkButton>
          </div>
        )}
      </Panel>
    </section>
  );
}
