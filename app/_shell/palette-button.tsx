// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';

// Loaded when it is first asked for.
const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })));

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Opens the palette by press, by / and by Ctrl+K (or Cmd+K). */
export function PaletteButton() {
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const wanted =
        (event.key === 'k' && (event.ctrlKey || event.metaKey)) ||
        (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target));
      if (!wanted) return;
      event.preventDefault();
      setAsked(true);
      setOpen(true);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="/ Control+K"
        onClick={() => {
          setAsked(true);
          setOpen(true);
        }}
        className="flex items-center gap-2 rounded-lg text-[15px] text-muted hover:text-ink max-md:size-10 max-md:justify-center max-md:hover:bg-sunken md:border md:border-line md:bg-surface md:px-3 md:py-1.5"
      >
        <Search className="size-5 md:size-[1em]" strokeWidth={1.9} aria-hidden />
        <span className="max-md:sr-only">Search or jump to</span>
        <kbd className="hidden rounded border border-line px-1.5 font-mono text-[12px] md:inline">/</kbd>
      </button>
      {asked ? (
        <Suspense fallback={null}>
          <Palette open={open} onOpenChange={setOpen} />
        </Suspense>
      ) : null}
    </>
  );
}
