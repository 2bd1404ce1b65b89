// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { directoryName } from '#contract/acme.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import { Choice } from '../_ui/choice.tsx';
import { useTRPC } from './trpc.ts';

/** Who vouches for an address of the organisation's own. */
export function IssuerField({
  value,
  error,
  onChange,
}: {
  value: CertificateIssuer;
  error?: string | undefined;
  onChange: (issuer: CertificateIssuer) => void;
}) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.settings.acme.queryOptions());
  return (
    <fieldset className="space-y-3">
      <legend className="mb-2 font-semibold text-[15px]">Certificate</legend>
      <Choice
        name="issuer"
        value="acme"
        chosen={value === 'acme'}
        onChoose={() => onChange('acme')}
        title={`From ${data ? directoryName(data.directory) : 'the directory of your settings'}`}
        help="Once the address points to the server. Its port 80 must be open."
      />
      <Choice
        name="issuer"
        value="private"
        chosen={value === 'private'}
        onChoose={() => onChange('private')}
        title="From your own authority"
        help="Works at once, also for names that only your network knows. Browsers warn until they know it: see Settings."
      />
      {error ? (
        <p className="text-[14.5px] text-brick" aria-live="polite">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
