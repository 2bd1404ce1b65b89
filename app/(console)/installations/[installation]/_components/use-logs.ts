// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTRPCClient } from '../../../../_console/trpc.ts';

const EVERY_MS = 2_000;
const FIRST_LINES = 300;
const MOST_LINES = 3_000;

export interface ShownLogLine {
  key: number;
  atMs: number;
  unit: string;
  text: string;
}

/** The last lines, then what is new since the last look; nothing is asked while paused or while the tab is hidden. */
export function useLogs(installation: string, paused: boolean) {
  const client = useTRPCClient();
  const [lines, setLines] = useState<ShownLogLine[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [loading, setLoading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const cursor = useRef<string | null>(null);
  const nextKey = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt asks again after a failure
  useEffect(() => {
    if (paused) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      if (document.hidden) {
        timer = setTimeout(look, EVERY_MS);
        return;
      }
      try {
        const found = await client.installations.logs.query(
          { installation, cursor: cursor.current, lines: cursor.current === null ? FIRST_LINES : 1000 },
          { signal: abort.signal },
        );
        if (abort.signal.aborted) return;
        cursor.current = found.cursor ?? cursor.current;
        if (found.lines.length > 0) {
          const fresh = found.lines.map((line) => ({ ...line, key: nextKey.current++ }));
          setLines((before) => [...before, ...fresh].slice(-MOST_LINES));
        }
        setError(null);
        timer = setTimeout(look, EVERY_MS);
      } catch (problem) {
        if (!abort.signal.aborted) setError(problem);
      } finally {
        if (!abort.signal.aborted) setLoading(false);
      }
    };
    void look();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [client, installation, paused, attempt]);

  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return { lines, error, loading, retry };
}
