// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useState } from 'react';
import { HostKeyCheck } from '../../../../_console/host-key-check.tsx';
import { Panel } from '../../../../_ui/panel.tsx';
import { AccessForm } from './access-form.tsx';
import { AddressForm, type ServerAddress } from './address-form.tsx';

type Step =
  | { name: 'address' }
  | { name: 'key'; hostKey: string; fingerprint: string }
  | { name: 'access'; hostKey: string };

const TITLES = ['Where it is', 'Is it the right one', 'Let us in'];

/** Three short steps: address, the key that it shows, how we get in. */
export function RemoteServer() {
  const [address, setAddress] = useState<ServerAddress>({
    name: '',
    address: '',
    sshPort: '22',
    sshUser: 'root',
  });
  const [step, setStep] = useState<Step>({ name: 'address' });
  const place = step.name === 'address' ? 0 : step.name === 'key' ? 1 : 2;
  return (
    <section aria-labelledby="remote" className="mt-5">
      <Panel className="p-5 sm:p-6">
        <h2 id="remote" className="font-semibold text-[18px]">
          A server over SSH
        </h2>
        <ol className="mt-3 mb-6 flex flex-wrap gap-x-6 gap-y-1 text-[14.5px]">
          {TITLES.map((title, index) => (
            <li
              key={title}
              aria-current={index === place ? 'step' : undefined}
              className={index === place ? 'font-semibold' : 'text-muted'}
            >
              {index + 1}. {title}
            </li>
          ))}
        </ol>
        {step.name === 'address' ? (
          <AddressForm
            value={address}
            onChange={setAddress}
            onFound={(found) =>
              setStep({ name: 'key', hostKey: found.hostKey, fingerprint: found.fingerprint })
            }
          />
        ) : step.name === 'key' ? (
          <HostKeyCheck
            address={address.address}
            fingerprint={step.fingerprint}
            onAgree={() => setStep({ name: 'access', hostKey: step.hostKey })}
            onBack={() => setStep({ name: 'address' })}
          />
        ) : (
          <AccessForm server={address} hostKey={step.hostKey} onBack={() => setStep({ name: 'address' })} />
        )}
      </Panel>
    </section>
  );
}
