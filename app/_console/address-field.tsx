// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import type { HostView } from '#contract/site-api/hosts.ts';
import { controlClass, describedBy, Field, TextField } from '../_ui/field.tsx';

/** One word before the host's own names, or a whole name of the organisation's. Whether it fits is checked beside. */
export function AddressField({
  host,
  value,
  error,
  onChange,
}: {
  host: HostView | undefined;
  value: string;
  error?: string | undefined;
  onChange: (domain: string) => void;
}) {
  const suffix = host?.domainSuffix ?? null;
  if (suffix === null) {
    return (
      <TextField
        id="domain"
        label="Address"
        help={`A name that you own and that points to ${host?.address ?? 'the server'}. It is checked while you type.`}
        placeholder="news.example.org"
        value={value}
        error={error}
        onChange={(event) => onChange(event.target.value.trim().toLowerCase())}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        inputMode="url"
      />
    );
  }
  const label = value.endsWith(`.${suffix}`) ? value.slice(0, -suffix.length - 1) : value;
  const isLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label);
  const mistake = error && !isLabel ? 'One word: lowercase letters, digits and hyphens' : error;
  const help = host?.kind === 'sandbox' ? 'It opens in the browsers of this computer.' : null;
  return (
    <Field id="domain" label="Address" help={help} error={mistake}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <input
          id="domain"
          value={label}
          onChange={(event) => onChange(`${event.target.value.trim().toLowerCase()}.${suffix}`)}
          aria-invalid={mistake ? true : undefined}
          aria-describedby={[describedBy('domain', help, mistake), 'domain-suffix'].filter(Boolean).join(' ')}
          className={`${controlClass} min-w-36 flex-1`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <span id="domain-suffix" className="text-muted">
          .{suffix}
          {host && host.publicPort !== 443 ? `:${host.publicPort}` : ''}
        </span>
      </div>
    </Field>
  );
}
