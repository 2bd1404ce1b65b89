// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { toast } from 'sonner';
import { changePasswordInput, PASSWORD_MIN_LENGTH } from '#contract/account.ts';
import { ErrorNotice } from '../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../_console/site-error.ts';
import { useTRPC } from '../../../_console/trpc.ts';
import { Button } from '../../../_ui/button.tsx';
import { TextField } from '../../../_ui/field.tsx';
import { plural } from '../../../_ui/format.ts';
import { Panel } from '../../../_ui/panel.tsx';
import { SettingsSection } from './settings-section.tsx';

export function PasswordForm() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [fields, setFields] = useState<Record<string, string>>({});
  const change = useMutation(
    trpc.session.changePassword.mutationOptions({
      onSuccess: ({ endedSessions }) => {
        form.current?.reset();
        toast('Your password is changed', {
          description:
            endedSessions === 0
              ? 'You were signed in nowhere else.'
              : `${plural(endedSessions, 'other session')} ended.`,
        });
        void queryClient.invalidateQueries(trpc.session.list.queryFilter());
      },
      onError: (error) => setFields(siteErrorOf(error).fields),
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = changePasswordInput.safeParse(Object.fromEntries(new FormData(event.currentTarget)));
    if (!parsed.success) {
      const found: Record<string, string> = {};
      for (const issue of parsed.error.issues) found[issue.path.join('.')] ??= issue.message;
      setFields(found);
      return;
    }
    setFields({});
    change.mutate(parsed.data);
  };
  return (
    <SettingsSection id="password-heading" title="Password" intro="Changing it ends your other sessions.">
      <Panel className="p-5 sm:p-6">
        <form ref={form} onSubmit={submit} noValidate className="space-y-5">
          {change.error && Object.keys(fields).length === 0 ? <ErrorNotice error={change.error} /> : null}
          <div className="grid gap-5 sm:grid-cols-2">
            <TextField
              id="currentPassword"
              name="currentPassword"
              type="password"
              label="Present password"
              autoComplete="current-password"
              error={fields['currentPassword']}
            />
            <TextField
              id="newPassword"
              name="newPassword"
              type="password"
              label="New password"
              help={`At least ${PASSWORD_MIN_LENGTH} characters.`}
              autoComplete="new-password"
              error={fields['newPassword']}
            />
          </div>
          <Button type="submit" tone="ink" busy={change.isPending}>
            Change the password
          </Button>
        </form>
      </Panel>
    </SettingsSection>
  );
}
