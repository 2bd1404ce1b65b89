// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Select } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { HostView } from '#contract/site-api/hosts.ts';
import { formatBytes } from '../_ui/format.ts';
import { StatusDot } from '../_ui/status-dot.tsx';

function roomOf({ facts }: HostView): string {
  if (facts === null) return 'room unknown';
  return `${formatBytes(facts.memoryAvailableBytes)} memory and ${formatBytes(facts.diskFreeBytes)} disk free`;
}

export function HostSelect({
  label = 'Install on',
  hosts,
  value,
  error,
  onChange,
}: {
  label?: string;
  hosts: HostView[];
  value: string;
  error?: string | undefined;
  onChange: (host: string) => void;
}) {
  const chosen = hosts.find(({ id }) => id === value);
  return (
    <div>
      <span id="host-label" className="mb-1.5 block font-semibold text-[15px]">
        {label}
      </span>
      <Select.Root value={value} onValueChange={(next) => next && onChange(next)}>
        <Select.Trigger
          aria-labelledby="host-label"
          aria-invalid={error ? true : undefined}
          className="flex min-h-11 w-full items-center gap-2.5 rounded-xl border border-line bg-surface px-3.5 py-2 text-left hover:border-muted/60"
        >
          <StatusDot tone="hop" />
          <Select.Value>
            {() => (
              <span className="min-w-0">
                {chosen?.name ?? 'Choose a server'}{' '}
                {chosen ? <span className="text-[14px] text-muted">{roomOf(chosen)}</span> : null}
              </span>
            )}
          </Select.Value>
          <Select.Icon className="ml-auto text-muted">
            <ChevronsUpDown size={16} aria-hidden />
          </Select.Icon>
        </Select.Trigger>
        <Select.Portal>
          <Select.Positioner sideOffset={6} alignItemWithTrigger={false} className="z-50">
            <Select.Popup className="w-(--anchor-width) rounded-2xl border border-line bg-surface p-1.5 text-ink shadow-black/5 shadow-lg outline-none">
              {hosts.map((host) => (
                <Select.Item
                  key={host.id}
                  value={host.id}
                  className="flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 py-2 outline-none data-highlighted:bg-sunken"
                >
                  <StatusDot tone="hop" />
                  <Select.ItemText className="min-w-0">
                    {host.name}
                    <span className="block text-[14px] text-muted">{roomOf(host)}</span>
                  </Select.ItemText>
                  <Select.ItemIndicator className="ml-auto text-hop">
                    <Check size={16} aria-hidden />
                  </Select.ItemIndicator>
                </Select.Item>
              ))}
            </Select.Popup>
          </Select.Positioner>
        </Select.Portal>
      </Select.Root>
      {error ? <p className="mt-1.5 text-[14.5px] text-brick">{error}</p> : null}
    </div>
  );
}
