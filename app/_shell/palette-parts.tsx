// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Command } from 'cmdk';
import type { ReactNode } from 'react';

/** Every word asked must begin a word of the entry; one whose name begins with the question comes first. */
export function rank(_id: string, question: string, words: string[] = []): number {
  const asked = question.toLowerCase().split(/\s+/).filter(Boolean);
  const known = words.flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/));
  if (!asked.every((word) => known.some((each) => each.startsWith(word)))) return 0;
  return words[0]?.toLowerCase().startsWith(question.trim().toLowerCase()) ? 1 : 0.5;
}

export function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[13.5px] [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

export function Item({
  id,
  words,
  sign,
  note,
  onSelect,
  children,
}: {
  id: string;
  words: string[];
  sign: ReactNode;
  note?: string;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={id}
      keywords={words}
      onSelect={onSelect}
      className="flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 py-2 data-[selected=true]:bg-sunken"
    >
      <span className="text-muted" aria-hidden="true">
        {sign}
      </span>
      <span className="shrink-0">{children}</span>
      {note ? <span className="ml-auto truncate text-[14px] text-muted">{note}</span> : null}
    </Command.Item>
  );
}
