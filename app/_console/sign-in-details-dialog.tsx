// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { Eye, EyeOff } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Button } from '../_ui/button.tsx';
import { CopyButton } from '../_ui/copy-button.tsx';
import { Dialog } from '../_ui/dialog.tsx';
import { paths } from '../_ui/paths.ts';
import { Allowed } from './allowed.tsx';
import { ErrorNotice } from './query-state.tsx';
import { useTRPC } from './trpc.ts';

/** Shown once asked; each time it is asked is written to the history. Forgotten when the dialog is closed. */
export function SignInDetailsDialog({
  installation,
  open,
  onOpenChange,
}: {
  installation: Pick<InstallationView, 'id' | 'appTitle' | 'canResetPassword' | 'currentOperation'>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const { mutate, reset, data, error, isPending } = useMutation(
    trpc.installations.revealSignIn.mutationOptions({ gcTime: 0 }),
  );
  const [shown, setShown] = useState(false);
  const [resetting, setResetting] = useState(false);
  useEffect(() => {
    if (open) return;
    reset();
    setShown(false);
    setResetting(false);
  }, [open, reset]);
  if (resetting) {
    return (
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title="Set a new password"
        description="For the administrator that was made for you."
      >
        <NewPassword installation={installation} back={() => setResetting(false)} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Sign-in details"
      description="Of the administrator that was made for you. Change the password in the app once you are in."
    >
      {data ? (
        <dl className="divide-y divide-line rounded-xl border border-line">
          <Line term="Address" text={data.url} what="the address" />
          <Line term="User name" text={data.username} what="the user name" />
          {data.email === null ? null : <Line term="E-mail" text={data.email} what="the e-mail address" />}
          <Line term="Password" text={data.password} what="the password" hidden={!shown}>
            <Button
              tone="quiet"
              size="icon"
              aria-label={shown ? 'Hide the password' : 'Show the password'}
              onClick={() => setShown(!shown)}
            >
              {shown ? <EyeOff size={17} aria-hidden /> : <Eye size={17} aria-hidden />}
            </Button>
          </Line>
        </dl>
      ) : (
        <>
          {error ? <ErrorNotice error={error} className="mb-4" /> : null}
          <p className="text-[15px]">
            They are kept encrypted. Showing them is written to the history of this installation, with your
            name.
          </p>
          <Button
            tone="primary"
            className="mt-4 w-full"
            busy={isPending}
            onClick={() => mutate({ installation: installation.id })}
          >
            Show them
          </Button>
        </>
      )}
      {installation.canResetPassword ? (
        <Allowed to="installations.resetPassword">
          <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-t pt-4">
            <p className="min-w-0 flex-1 basis-52 text-[14.5px] text-muted">
              Changed in the app and forgotten? A new one can be set.
            </p>
            <Button
              size="small"
              disabled={installation.currentOperation !== null}
              onClick={() => setResetting(true)}
            >
              Set a new password
            </Button>
          </div>
        </Allowed>
      ) : null}
    </Dialog>
  );
}

function NewPassword({
  installation,
  back,
}: {
  installation: Pick<InstallationView, 'id' | 'appTitle'>;
  back: () => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const { mutate, error, isPending, isSuccess } = useMutation(
    trpc.installations.resetPassword.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  return (
    <div className="space-y-5">
      <ul className="list-disc space-y-1.5 pl-5 text-[15px] marker:text-muted">
        <li>A new password is made up and given to {installation.appTitle}. Nothing else changes.</li>
        <li>Signing in with it is tried. If that fails, the one from before stays.</li>
        <li>You find it here, under sign-in details. Other people’s passwords are not touched.</li>
      </ul>
      {error ? <ErrorNotice error={error} /> : null}
      <div className="flex flex-wrap justify-end gap-2.5">
        <Button onClick={back}>Leave it</Button>
        <Button
          tone="primary"
          busy={isPending || isSuccess}
          onClick={() => mutate({ installation: installation.id })}
        >
          Set a new password
        </Button>
      </div>
    </div>
  );
}

function Line({
  term,
  text,
  what,
  hidden = false,
  children,
}: {
  term: string;
  text: string;
  what: string;
  hidden?: boolean;
  children?: React.ReactNode;
}) {
  return (
    <div className="flex items-center gap-2 py-2 pr-2 pl-4">
      <div className="min-w-0 flex-1">
        <dt className="text-[13.5px] text-muted">{term}</dt>
        <dd className="break-all font-mono text-[14.5px]">{hidden ? '••••••••••••' : text}</dd>
      </div>
      {children}
      <CopyButton text={text} what={what} />
    </div>
  );
}
