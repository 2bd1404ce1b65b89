// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';

export interface Facet {
  title: string;
  values: { name: string; count: number }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Of many values the most frequent are shown; the others are folded away, by name. */
const AT_ONCE = 10;
const MANY = AT_ONCE + 3;

/** Boxes to tick, and how the list is ordered. */
export function FacetPanel<Sort extends string>({
  facets,
  sorts,
  sort,
  onSort,
}: {
  facets: Facet[];
  sorts: readonly { id: Sort; title: string }[];
  sort: Sort;
  onSort: (sort: Sort) => void;
}) {
  return (
    <div className="mb-4 grid gap-6 rounded-2xl border border-line bg-surface p-5 sm:grid-cols-2 lg:grid-cols-3">
      {facets.map((facet) => (
        <fieldset key={facet.title}>
          <legend className="mb-2 font-semibold text-[15px]">{facet.title}</legend>
          <Values
            facet={facet}
            values={facet.values.length > MANY ? facet.values.slice(0, AT_ONCE) : facet.values}
          />
          {facet.values.length > MANY ? (
            <details className="mt-2 text-[15px]">
              <summary className="w-fit cursor-pointer text-muted underline underline-offset-2">
                {facet.values.length - AT_ONCE} more
              </summary>
              <div className="mt-2">
                <Values
                  facet={facet}
                  values={facet.values.slice(AT_ONCE).sort((a, b) => a.name.localeCompare(b.name))}
                />
              </div>
            </details>
          ) : null}
        </fieldset>
      ))}
      <fieldset>
        <legend className="mb-2 font-semibold text-[15px]">Order</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-2 text-[15px]">
          {sorts.map(({ id, title }) => (
            <label key={id} className="flex cursor-pointer items-center gap-2">
              <input
                type="radio"
                name="catalogue-order"
                className="size-4.5 accent-(--hop)"
                checked={sort === id}
                onChange={() => onSort(id)}
              />
              {title}
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function Values({ facet, values }: { facet: Facet; values: Facet['values'] }) {
  return (
    <div className="flex flex-wrap gap-x-5 gap-y-2 text-[15px]">
      {values.map(({ name, count }) => (
        <label key={name} className="flex cursor-pointer items-center gap-2">
          <input
            type="checkbox"
            className="size-4.5 accent-(--hop)"
            checked={facet.chosen.includes(name)}
            onChange={(event) =>
              facet.onChange(
                event.target.checked ? [...facet.chosen, name] : facet.chosen.filter((each) => each !== name),
              )
            }
          />
          {name} <span className="text-muted tabular-nums">{count}</span>
        </label>
      ))}
    </div>
  );
}
