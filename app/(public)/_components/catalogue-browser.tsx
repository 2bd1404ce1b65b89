// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Search, SearchX, SlidersHorizontal, X } from 'lucide-react';
import { type ReactNode, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Maturity } from '#contract/proof.ts';
import { type SearchableApp, searchApps } from '../../_catalogue/search-apps.ts';
import { Button } from '../../_ui/button.tsx';
import { EmptyState } from '../../_ui/empty-state.tsx';
import { plural } from '../../_ui/format.ts';
import type { SegmentState } from '../../_ui/seal.tsx';
import { AppCard } from './app-card.tsx';
import { CategoryChips } from './category-chips.tsx';
import { FacetPanel } from './facet-panel.tsx';

export interface BrowsedApp extends SearchableApp {
  needs: string[];
  source: string;
  licence: string;
  /** Their names; empty when nobody says. */
  languages: string[];
  memory: string;
  proven: string[];
  maturity: Maturity;
  seal: SegmentState[];
  provenText: string;
  icon: ReactNode;
}

const needsNames = (app: BrowsedApp) => (app.needs.length === 0 ? ['No database'] : app.needs);

/** Ways to narrow the list: within one any of its values fits, all of them together must. */
const FACETS = [
  {
    id: 'proven',
    title: 'Proven on',
    of: (app: BrowsedApp) => (app.proven.length === 0 ? ['Not yet'] : app.proven),
  },
  { id: 'needs', title: 'Made for it', of: needsNames },
  { id: 'memory', title: 'Memory', of: (app: BrowsedApp) => [app.memory] },
  {
    id: 'language',
    title: 'Language',
    of: (app: BrowsedApp) => (app.languages.length === 0 ? ['Not said'] : app.languages),
  },
  { id: 'licence', title: 'Licence', of: (app: BrowsedApp) => [app.licence] },
  { id: 'source', title: 'Comes as', of: (app: BrowsedApp) => [app.source] },
] as const;
type FacetId = (typeof FACETS)[number]['id'];
type Chosen = Readonly<Partial<Record<FacetId, readonly string[]>>>;

const SORTS = [
  { id: 'name', title: 'By name', compare: () => 0 },
  {
    id: 'proven',
    title: 'Proven first',
    compare: (a: BrowsedApp, b: BrowsedApp) => MATURITY_ORDER[a.maturity] - MATURITY_ORDER[b.maturity],
  },
] as const;
type SortId = (typeof SORTS)[number]['id'];
const MATURITY_ORDER: Record<Maturity, number> = { golden: 0, beta: 1, broken: 2 };

/** Counts of each value, most frequent first. */
function tally(values: string[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}

export function CatalogueBrowser({ apps }: { apps: BrowsedApp[] }) {
  const [question, setQuestion] = useState('');
  const [category, setCategory] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Chosen>({});
  const [sort, setSort] = useState<SortId>('name');
  const [filtersOpen, setFiltersOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const filtersId = useId();

  // The address holds the category (app pages link to one); the page itself is the same for everybody.
  useEffect(() => {
    setCategory(new URLSearchParams(location.search).get('category'));
  }, []);
  const chooseCategory = (next: string | null) => {
    setCategory(next);
    history.replaceState(null, '', next === null ? '/' : `/?category=${encodeURIComponent(next)}`);
  };

  const asked = useDeferredValue(question);
  const shown = useMemo(() => {
    const byId = new Map(apps.map((app) => [app.id, app]));
    const found = searchApps(apps, asked).flatMap(({ id, why }) => {
      const app = byId.get(id);
      if (app === undefined) return [];
      if (category !== null && !app.categories.includes(category)) return [];
      const fits = FACETS.every((facet) => {
        const wanted = chosen[facet.id] ?? [];
        return wanted.length === 0 || facet.of(app).some((value) => wanted.includes(value));
      });
      return fits ? [{ app, why }] : [];
    });
    const compare = SORTS.find((one) => one.id === sort)?.compare;
    return compare ? found.toSorted((a, b) => compare(a.app, b.app)) : found;
  }, [apps, asked, category, chosen, sort]);

  const chosenFacets = Object.values(chosen).reduce((sum, values) => sum + values.length, 0);
  const clear = () => {
    setQuestion('');
    chooseCategory(null);
    setChosen({});
    input.current?.focus();
  };

  return (
    <>
      <search className="flex gap-3 pb-4">
        <label className="flex h-12 min-w-0 flex-1 items-center gap-3 rounded-xl border border-line bg-surface px-4 text-muted focus-within:border-hop">
          <Search className="size-[1em] shrink-0" strokeWidth={1.9} aria-hidden />
          <span className="sr-only">What do you need to do?</span>
          <input
            ref={input}
            type="text"
            inputMode="search"
            value={question}
            onChange={(event) => setQuestion(event.target.value)}
            placeholder="What do you need to do? Try “blog” or “instead of Feedly”"
            className="h-full w-full min-w-0 truncate bg-transparent text-ink outline-none placeholder:text-muted"
          />
          {question === '' ? null : (
            <button
              type="button"
              aria-label="Clear the search"
              onClick={() => {
                setQuestion('');
                input.current?.focus();
              }}
              className="grid size-8 shrink-0 place-items-center rounded-lg hover:bg-sunken hover:text-ink"
            >
              <X size={16} aria-hidden />
            </button>
          )}
        </label>
        <Button
          size="large"
          className="px-4 text-[16px] max-sm:w-12 max-sm:px-0"
          aria-expanded={filtersOpen}
          aria-controls={filtersId}
          aria-label={chosenFacets > 0 ? `Filters, ${chosenFacets} chosen` : 'Filters'}
          onClick={() => setFiltersOpen(!filtersOpen)}
        >
          <SlidersHorizontal size="1em" aria-hidden />
          <span className="max-sm:hidden">Filters</span>
          {chosenFacets > 0 ? <span className="tabular-nums text-hop">{chosenFacets}</span> : null}
        </Button>
      </search>
      <div id={filtersId} hidden={!filtersOpen}>
        <FacetPanel
          facets={FACETS.map((facet) => ({
            title: facet.title,
            values: tally(apps.flatMap((app) => [...facet.of(app)])),
            chosen: chosen[facet.id] ?? [],
            onChange: (values) => setChosen({ ...chosen, [facet.id]: values }),
          }))}
          sorts={SORTS}
          sort={sort}
          onSort={setSort}
        />
      </div>
      <CategoryChips
        all={apps.length}
        categories={tally(apps.flatMap((app) => app.categories))}
        chosen={category}
        onChoose={chooseCategory}
      />
      <p className="sr-only" aria-live="polite">
        {asked === '' && category === null && chosenFacets === 0
          ? ''
          : `${plural(shown.length, 'application')} found`}
      </p>
      {shown.length === 0 ? (
        <EmptyState
          sign={<SearchX size="1em" />}
          title="Nothing in the catalogue does that yet"
          action={
            <Button tone="ink" onClick={clear}>
              Show all {apps.length}
            </Button>
          }
        >
          Try fewer words, or the product that you want to replace: “instead of …”.
        </EmptyState>
      ) : (
        <section aria-label="Applications" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {shown.map(({ app, why }) => (
            <AppCard key={app.id} app={app} why={why} />
          ))}
        </section>
      )}
    </>
  );
}
