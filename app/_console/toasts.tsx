// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Toaster, toast } from 'sonner';
import { siteErrorOf } from './site-error.ts';

export function Toasts() {
  return (
    <Toaster
      position="bottom-right"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-start gap-3 rounded-2xl border border-line bg-surface px-4 py-3 text-[15px] text-ink shadow-black/10 shadow-lg',
          title: 'font-semibold',
          description: 'text-[14.5px] text-muted',
          icon: 'mt-1',
          error: 'border-brick/50',
        },
      }}
    />
  );
}

/** Says what a refused action answered; for actions without a form to say it in. */
export function toastError(error: unknown): void {
  const { message, remedy } = siteErrorOf(error);
  toast.error(message, remedy === null ? {} : { description: remedy });
}
