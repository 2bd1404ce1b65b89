// SPDX-License-Identifier: AGPL-3.0-or-later

/** Where the one who asked hears of progress: `log` a line a program printed, `note` a sentence of ours for people. */
export interface Listener {
  log(line: string): void;
  note(sentence: string): void;
}

export interface RunOptions {
  /** Written to the program's standard input, which is then closed. The way for secrets to reach a program. */
  readonly stdin?: string | Uint8Array;
  /** Added to a minimal environment (PATH, LANG=C.UTF-8, HOME=/root). */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The program and its process group are killed after this; default 10 minutes. */
  readonly timeoutMs?: number;
  /** Of stdout and of stderr, the last this many are kept; default 1 Mi. */
  readonly keptCharacters?: number;
  /** Each line of stdout and stderr as it comes, control characters removed. */
  readonly onLine?: (line: string) => void;
}

export interface RunResult {
  /** null when it was killed by a signal or by the timeout. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** The last part of each: see keptCharacters. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface FileOwner {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * The only way in which rootd and its plugins touch the system (node:child_process and node:fs live behind it).
 * Commands are argv arrays; there is no shell. Paths are absolute.
 */
export interface Host {
  run(argv: readonly [string, ...string[]], options?: RunOptions): Promise<RunResult>;
  /** null when there is no such file. */
  readText(path: string): Promise<string | null>;
  /** Written to a temporary file beside it, synced, renamed. Parent directories must exist. */
  writeAtomic(path: string, content: string | Uint8Array, owner?: FileOwner): Promise<void>;
  /** mkdir -p; owner applies to the last directory. */
  makeDirectory(path: string, owner?: FileOwner): Promise<void>;
  /** rm -rf without following links and without crossing mounts; nothing when it is not there. */
  removeTree(path: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  symlink(target: string, path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Names in a directory, sorted; empty when it is not there. */
  list(path: string): Promise<readonly string[]>;
  nowMs(): number;
  randomBytes(size: number): Uint8Array;
}
