// SPDX-License-Identifier: AGPL-3.0-or-later

export interface IdleMemory {
  /** Something was just done, which may have left garbage. */
  touch(): void;
}

/** Of garbage that is not worth a pause. */
const SLACK_BYTES = 4 * 1024 * 1024;

/**
 * V8 keeps what a piece of work took, in case there is more of it; on a small server the apps can use it better. So
 * what is garbage is given back once nothing was done for `afterMs`. `collect` is null where Node was started without
 * --expose-gc: then nothing is given back.
 */
export function idleMemory({
  afterMs,
  collect = collectAll,
  residentBytes = () => process.memoryUsage.rss(),
}: {
  readonly afterMs: number;
  readonly collect?: (() => void) | null;
  readonly residentBytes?: () => number;
}): IdleMemory {
  let timer: NodeJS.Timeout | null = null;
  let least = 0;
  return {
    touch() {
      if (collect === null) return;
      if (timer) clearTimeout(timer);
      timer = setTimeout(() => {
        if (residentBytes() < least + SLACK_BYTES) return;
        collect();
        least = residentBytes();
      }, afterMs).unref();
    },
  };
}

const collectAll: (() => void) | null =
  globalThis.gc === undefined
    ? null
    : () => void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
