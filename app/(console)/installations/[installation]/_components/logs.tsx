// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { Button } from '../../../../_ui/button.tsx';
import { CopyButton } from '../../../../_ui/copy-button.tsx';
import { exactTime, timeOfDay } from '../../../../_ui/format.ts';
import { SkeletonList } from '../../../../_ui/skeleton.tsx';
import { useLogs } from './use-logs.ts';

/** Live lines of its processes, newest last; follows the end until it is paused or scrolled away. */
export function Logs({ installation }: { installation: InstallationView }) {
  const [paused, setPaused] = useState(false);
  const { lines, error, loading, retry } = useLogs(installation.id, paused);
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines move the end
  useEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  const units = new Set(lines.map((line) => line.unit));

  if (loading)
    return (
      <div className="mt-6">
        <SkeletonList label="Loading the logs" />
      </div>
    );
  return (
    <div className="mt-6">
      {error ? <ErrorNotice error={error} retry={retry} className="mb-4" /> : null}
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <p className="text-[14.5px] text-muted" role="status">
          {paused ? 'Paused. New lines wait.' : 'Live: what it writes appears here.'}
        </p>
        <div className="ml-auto flex gap-2">
          <Button size="small" onClick={() => setPaused(!paused)} aria-pressed={paused}>
            {paused ? <Play size={15} aria-hidden /> : <Pause size={15} aria-hidden />}{' '}
            {paused ? 'Follow' : 'Pause'}
          </Button>
          <CopyButton
            tone="plain"
            text={lines
              .map((line) => `${new Date(line.atMs).toISOString()} ${line.unit} ${line.text}`)
              .join('\n')}
            what="the lines shown"
          />
        </div>
      </div>
      <pre
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={`Logs of ${installation.title}`}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
        className="h-[min(60vh,560px)] overflow-auto rounded-2xl border border-line bg-sunken p-5 font-mono text-[13px] leading-relaxed"
      >
        {lines.length === 0 ? (
          <span className="text-muted">It has written nothing yet.</span>
        ) : (
          lines.map((line) => (
            <div key={line.key} className="whitespace-pre-wrap break-words">
              <span className="text-muted" title={exactTime(line.atMs)}>
                {timeOfDay(line.atMs)}
                {units.size > 1 ? `  ${line.unit.replace(/\.service$/, '')}` : ''}
                {'  '}
              </span>
              {line.text}
            </div>
          ))
        )}
      </pre>
    </div>
  );
}
