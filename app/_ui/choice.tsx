// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactNode } from 'react';

/** One of several answers, with its sentence below. */
export function Choice({
  name,
  value,
  chosen,
  onChoose,
  title,
  help,
}: {
  name: string;
  value: string;
  chosen: boolean;
  onChoose: () => void;
  title: ReactNode;
  help?: ReactNode;
}) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5">
      <input
        type="radio"
        name={name}
        value={value}
        checked={chosen}
        onChange={onChoose}
        className="mt-1 size-4.5 shrink-0 accent-(--hop)"
      />
      <span>
        {title}
        {help ? <span className="block text-[14.5px] text-muted">{help}</span> : null}
      </span>
    </label>
  );
}
