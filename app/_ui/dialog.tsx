// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClass } from './button.tsx';

/** A dialog with a title, what it is about, and its content; Escape and the cross close it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  wide = false,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/45 transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Popup
          className={`fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6 text-ink transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0 ${wide ? 'max-w-[680px]' : 'max-w-[500px]'}`}
        >
          <div className="flex items-start gap-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="font-display font-semibold text-[21px]">{title}</Base.Title>
              {description ? (
                <Base.Description className="mt-1 text-[15px] text-muted">{description}</Base.Description>
              ) : null}
            </div>
            <Base.Close aria-label="Close" className={buttonClass('quiet', 'icon')}>
              <X size={18} aria-hidden />
            </Base.Close>
          </div>
          <div className="mt-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
