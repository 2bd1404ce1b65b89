// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldPlus } from 'lucide-react';
import { useState } from 'react';
import { Allowed } from '../../../_console/allowed.tsx';
import { Answer } from '../../../_console/query-state.tsx';
import { toastError } from '../../../_console/toasts.tsx';
import { useTRPC } from '../../../_console/trpc.ts';
import { Button } from '../../../_ui/button.tsx';
import { RelativeTime } from '../../../_ui/relative-time.tsx';
import { SkeletonList } from '../../../_ui/skeleton.tsx';
import { AuthorityDialog } from './authority-dialog.tsx';
import { SettingsSection } from './settings-section.tsx';

export function TrustedAuthorities() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState(false);
  const query = useQuery(trpc.settings.trustedCas.queryOptions());
  const remove = useMutation(
    trpc.settings.removeTrustedCa.mutationOptions({
      onError: toastError,
      onSettled: () => queryClient.invalidateQueries(trpc.settings.trustedCas.queryFilter()),
    }),
  );
  return (
    <SettingsSection
      id="trusted-heading"
      title="Authorities that your hosts trust"
      intro="Beside the usual ones, for downloads through a proxy of your organisation. New hosts get them when they are connected."
    >
      <Answer query={query} loading={<SkeletonList rows={1} label="Loading the authorities" />}>
        {(authorities) => (
          <>
            {authorities.length === 0 ? (
              <p className="rounded-2xl border border-line border-dashed px-5 py-4 text-[15px] text-muted">
                None. Most organisations need none.
              </p>
            ) : (
              <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
                {authorities.map((each) => (
                  <li key={each.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5">
                    <div className="min-w-0 flex-1 basis-64">
                      <p>{each.name}</p>
                      <p className="break-all text-[14px] text-muted">
                        {each.subject}, ends <RelativeTime atMs={each.notAfterMs} />
                      </p>
                      <p className="break-all font-mono text-[12.5px] text-muted">{each.fingerprint}</p>
                    </div>
                    <Allowed to="settings.removeTrustedCa">
                      <Button
                        size="small"
                        aria-label={`Remove ${each.name}`}
                        busy={remove.isPending && remove.variables.id === each.id}
                        onClick={() => remove.mutate({ id: each.id })}
                      >
                        Remove
                      </Button>
                    </Allowed>
                  </li>
                ))}
              </ul>
            )}
            <Allowed to="settings.addTrustedCa">
              <Button size="small" className="mt-3" onClick={() => setAdding(true)}>
                <ShieldPlus size={16} aria-hidden /> Add one
              </Button>
            </Allowed>
          </>
        )}
      </Answer>
      <AuthorityDialog open={adding} onOpenChange={setAdding} />
    </SettingsSection>
  );
}
