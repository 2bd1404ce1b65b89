// SPDX-License-Identifier: AGPL-3.0-or-later
import clsx from 'clsx';
import type { ComponentProps } from 'react';

export type ButtonTone = 'primary' | 'plain' | 'ink' | 'danger' | 'quiet';
export type ButtonSize = 'icon' | 'small' | 'medium' | 'large';

const tones: Record<ButtonTone, string> = {
  primary: 'bg-hop text-hop-ink font-semibold hover:opacity-90',
  plain: 'border border-line bg-surface text-ink hover:border-muted',
  ink: 'bg-ink text-paper font-semibold hover:opacity-90',
  danger: 'border border-brick/40 bg-surface text-brick font-semibold hover:bg-brick-soft',
  quiet: 'text-muted hover:bg-sunken hover:text-ink',
};
const sizes: Record<ButtonSize, string> = {
  icon: 'size-9 rounded-lg',
  small: 'h-9 rounded-lg px-3 text-[14.5px]',
  medium: 'h-11 rounded-xl px-4',
  large: 'h-12 rounded-xl px-5 text-[17px]',
};

export function buttonClass(tone: ButtonTone = 'plain', size: ButtonSize = 'medium', extra?: string): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-50',
    tones[tone],
    sizes[size],
    extra,
  );
}

export interface ButtonLook {
  tone?: ButtonTone;
  size?: ButtonSize;
}

/** `busy` keeps the width, shows that it works and refuses a second press. */
export function Button({
  tone,
  size,
  busy = false,
  className,
  disabled,
  children,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & ButtonLook & { busy?: boolean }) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass(tone, size, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <Spinner /> : null}
      {children}
    </button>
  );
}

export function Spinner({ className = 'size-4' }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={clsx('shrink-0 animate-spin', className)}
      fill="none"
      aria-hidden="true"
    >
      <path d="M21 12a9 9 0 1 1-6.2-8.56" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
