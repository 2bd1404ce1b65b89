// SPDX-License-Identifier: AGPL-3.0-or-later
import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

export const controlClass =
  'w-full rounded-xl border border-line bg-surface px-3.5 h-11 text-ink placeholder:text-muted/80 hover:border-muted/60 focus-visible:outline-offset-0 aria-invalid:border-brick disabled:bg-sunken disabled:text-muted';

export interface FieldFrame {
  id: string;
  label: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  className?: string;
}

/** Ids that a control names in aria-describedby. */
export function describedBy(id: string, help: unknown, error: unknown): string | undefined {
  return [help ? `${id}-help` : null, error ? `${id}-error` : null].filter(Boolean).join(' ') || undefined;
}

/** Label above, help and what is wrong with the answer below. */
export function Field({
  id,
  label,
  help,
  error,
  optional = false,
  className,
  children,
}: FieldFrame & { children: ReactNode }) {
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-semibold text-[15px]">
        {label}
        {optional ? <span className="font-normal text-muted"> (optional)</span> : null}
      </label>
      {children}
      {error ? (
        <p id={`${id}-error`} className="mt-1.5 text-[14.5px] text-brick" aria-live="polite">
          {error}
        </p>
      ) : null}
      {help ? (
        <p id={`${id}-help`} className="mt-1.5 text-[14.5px] text-muted">
          {help}
        </p>
      ) : null}
    </div>
  );
}

export function TextField({
  id,
  label,
  help,
  error,
  optional,
  className,
  inputClassName,
  ...input
}: FieldFrame & Omit<ComponentProps<'input'>, 'id' | 'className'> & { inputClassName?: string }) {
  const frame = {
    id,
    label,
    help,
    error,
    ...(optional ? { optional } : {}),
    ...(className ? { className } : {}),
  };
  return (
    <Field {...frame}>
      <input
        {...input}
        id={id}
        className={clsx(controlClass, inputClassName)}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, help, error)}
      />
    </Field>
  );
}

export function TextArea({
  id,
  label,
  help,
  error,
  optional,
  className,
  ...input
}: FieldFrame & Omit<ComponentProps<'textarea'>, 'id' | 'className'>) {
  const frame = {
    id,
    label,
    help,
    error,
    ...(optional ? { optional } : {}),
    ...(className ? { className } : {}),
  };
  return (
    <Field {...frame}>
      <textarea
        {...input}
        id={id}
        className={clsx(controlClass, 'h-auto py-2.5 font-mono text-[13.5px]')}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, help, error)}
      />
    </Field>
  );
}

/** A box to tick with its sentence beside it. */
export function CheckField({
  id,
  label,
  help,
  error,
  ...input
}: Omit<FieldFrame, 'optional' | 'className'> & Omit<ComponentProps<'input'>, 'id' | 'type'>) {
  return (
    <div className="flex gap-3">
      <input
        {...input}
        id={id}
        type="checkbox"
        className="mt-1 size-4.5 shrink-0 accent-(--hop)"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, help, error)}
      />
      <div>
        <label htmlFor={id} className="font-semibold text-[15px]">
          {label}
        </label>
        {error ? (
          <p id={`${id}-error`} className="text-[14.5px] text-brick" aria-live="polite">
            {error}
          </p>
        ) : null}
        {help ? (
          <p id={`${id}-help`} className="text-[14.5px] text-muted">
            {help}
          </p>
        ) : null}
      </div>
    </div>
  );
}
