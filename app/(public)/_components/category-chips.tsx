// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import clsx from 'clsx';

export function CategoryChips({
  all,
  categories,
  chosen,
  onChoose,
}: {
  all: number;
  categories: { name: string; count: number }[];
  chosen: string | null;
  onChoose: (category: string | null) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a scrolling row in every browser
    <div
      role="group"
      aria-label="Categories"
      className="-mx-5 flex gap-2 overflow-x-auto px-5 pt-0.5 pb-6 text-[14.5px]"
    >
      <Chip title="All" count={all} pressed={chosen === null} onPress={() => onChoose(null)} />
      {categories.map(({ name, count }) => (
        <Chip
          key={name}
          title={name}
          count={count}
          pressed={chosen === name}
          onPress={() => onChoose(name)}
        />
      ))}
    </div>
  );
}

function Chip({
  title,
  count,
  pressed,
  onPress,
}: {
  title: string;
  count: number;
  pressed: boolean;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={clsx(
        'whitespace-nowrap rounded-full border px-3.5 py-1.5',
        pressed ? 'border-ink bg-ink text-paper' : 'border-line bg-surface text-muted hover:border-muted',
      )}
    >
      {title} <span className="tabular-nums">{count}</span>
    </button>
  );
}
