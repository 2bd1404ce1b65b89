// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { isEnded, type NumberedEvent } from '#contract/operation.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import { siteErrorOf } from '../_console/site-error.ts';
import { useTRPC, useTRPCClient } from '../_console/trpc.ts';
import { foldEvents, type Progress, startProgress, withPlan } from './fold-events.ts';

const RECONNECT_MS = 2_000;

export interface WatchedOperation {
  view: OperationView;
  progress: Progress;
  /** False while the stream is lost and taken up again. */
  live: boolean;
}

/**
 * An operation as it goes: the row, and its events from the first to the newest. The stream is taken up after the
 * last number seen when it breaks; a reload replays it from the start.
 */
export function useOperation(operation: string): {
  data: WatchedOperation | undefined;
  error: unknown;
  refetch: () => unknown;
} {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [events, setEvents] = useState<NumberedEvent[]>([]);
  const [live, setLive] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const [drained, setDrained] = useState(false);
  const lastSeq = useRef(0);

  const query = useQuery(
    trpc.operations.byId.queryOptions(
      { operation },
      { refetchInterval: ({ state }) => (state.data && isEnded(state.data.state) ? false : 3_000) },
    ),
  );
  const view = query.data;
  const { refetch } = query;
  const rowEnded = view !== undefined && isEnded(view.state);
  const folded =
    view === undefined
      ? undefined
      : foldEvents(withPlan(startProgress(view.plan, view.state, view.failure), view.plan), events);
  // The row is the truth about the end, the events about the way there.
  const progress = folded && rowEnded ? { ...folded, state: view.state } : folded;
  const streamEnded = folded !== undefined && events.length > 0 && isEnded(folded.state);
  const settled = rowEnded && (streamEnded || drained);

  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt takes the stream up again
  useEffect(() => {
    if (settled) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setAttempt((count) => count + 1), RECONNECT_MS);
    };
    const subscription = client.operations.events.subscribe(
      { operation, afterSeq: lastSeq.current },
      {
        onStarted: () => setLive(true),
        onData: ({ data }) => {
          setLive(true);
          if (data.seq <= lastSeq.current) return;
          lastSeq.current = data.seq;
          setEvents((before) => [...before, data]);
        },
        onConnectionStateChange: ({ state, error }) => {
          if (state === 'connecting' && error) setLive(false);
        },
        onError: () => {
          setLive(false);
          again();
        },
        // The server ends the stream with the operation, and now and then to start a fresh one.
        onComplete: () => {
          void refetch().then(({ data }) => {
            if (data && isEnded(data.state)) setDrained(true);
            else again();
          });
        },
      },
    );
    return () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    };
  }, [client, operation, settled, attempt, refetch]);

  useEffect(() => {
    if (streamEnded) void refetch();
  }, [streamEnded, refetch]);

  // What is shown stays while the site is away; only a refusal replaces it.
  const away = query.error !== null && !siteErrorOf(query.error).refused;
  return {
    data: view && progress ? { view, progress, live: (live && !away) || settled } : undefined,
    error: away && view !== undefined ? null : query.error,
    refetch,
  };
}
