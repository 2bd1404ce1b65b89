// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { ChevronDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { LogLine } from '../../../../_operation/fold-events.ts';
import { CopyButton } from '../../../../_ui/copy-button.tsx';
import { plural, timeOfDay } from '../../../../_ui/format.ts';

/** Folded unless something failed; keeps to the newest line while it is open and at its end. */
export function ServerLog({ lines, open }: { lines: LogLine[]; open: boolean }) {
  const [shown, setShown] = useState(open);
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (open) setShown(true);
  }, [open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line moves the end
  useEffect(() => {
    if (shown && atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length, shown]);
  return (
    <details
      open={shown}
      onToggle={(event) => setShown(event.currentTarget.open)}
      className="group mt-4 rounded-2xl border border-line bg-sunken"
    >
      <summary className="flex list-none items-center gap-2 rounded-2xl px-5 py-3 text-[14.5px] text-muted">
        <ChevronDown size={15} className="-rotate-90 transition-transform group-open:rotate-0" aria-hidden />
        What the server says
        <span className="ml-auto tabular-nums">
          {lines.length === 0 ? 'nothing' : plural(lines.length, 'line')}
        </span>
      </summary>
      {lines.length === 0 ? (
        <p className="px-5 pb-4 text-[14.5px] text-muted">It has said nothing.</p>
      ) : (
        <>
          {/* A region that scrolls must be reachable by keyboard. */}
          <pre
            ref={box}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
            tabIndex={0}
            role="log"
            aria-live="off"
            aria-label="What the server says"
            onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
              atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
            }}
            className="max-h-80 overflow-auto px-5 pb-3 font-mono text-[13px] text-muted leading-relaxed"
          >
            {lines.map((line, index) => (
              <div key={line.seq} className={index === lines.length - 1 ? 'text-ink' : ''}>
                {timeOfDay(line.atMs)}
                {'  '}
                {line.text}
              </div>
            ))}
          </pre>
          <div className="border-line border-t px-3 py-1.5 text-right">
            <CopyButton
              text={lines.map((line) => `${timeOfDay(line.atMs)}  ${line.text}`).join('\n')}
              what="the log"
            />
          </div>
        </>
      )}
    </details>
  );
}
