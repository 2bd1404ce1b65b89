// SPDX-License-Identifier: AGPL-3.0-or-later

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** 1.2 GB, 118 MB: powers of 1000, at most three digits. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit >= 3 && value < 99.5 ? 1 : value < 9.95 && unit > 1 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${UNITS[unit] ?? 'B'}`;
}

/** 0.4 s, 41 s, 1 min 12 s, 2 h 5 min. */
export function formatDuration(ms: number): string {
  if (ms < 950) return `${(Math.max(ms, 0) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return plural(Math.floor(hours / 24), 'day');
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** A clock for work under way: 0:09, 12:40, 1:02:03. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** In words, from now: just now, 5 minutes ago, yesterday, 4 November, 4 November 2025; in 3 days. */
export function relativeTime(atMs: number, nowMs: number): string {
  const past = nowMs - atMs;
  const distance = Math.abs(past);
  const say = (value: number, unit: string) => {
    const words = `${value} ${unit}${value === 1 ? '' : 's'}`;
    return past >= 0 ? `${words} ago` : `in ${words}`;
  };
  if (distance < 45_000) return 'just now';
  if (distance < HOUR) return say(Math.max(1, Math.round(distance / MINUTE)), 'minute');
  if (distance < 20 * HOUR) return say(Math.round(distance / HOUR), 'hour');
  const days = calendarDays(atMs, nowMs);
  if (days === 0) return 'today';
  if (days === 1) return 'yesterday';
  if (days === -1) return 'tomorrow';
  if (Math.abs(days) < 7) return say(Math.abs(days), 'day');
  return formatDate(atMs, nowMs);
}

/** After "running": "for 5 minutes", "since yesterday", "since 4 November". */
export function sinceWords(atMs: number, nowMs: number): string {
  const ago = relativeTime(atMs, nowMs);
  if (ago === 'just now') return 'since a moment ago';
  return ago.endsWith(' ago') ? `for ${ago.slice(0, -' ago'.length)}` : `since ${ago}`;
}

/** 4 November, with the year when it is another one. */
export function formatDate(atMs: number, nowMs: number): string {
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(atMs);
}

/** Today at 03:15, yesterday at 03:15, Tuesday at 03:15, 4 November at 03:15. */
export function dayAndTime(atMs: number, nowMs: number): string {
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(atMs);
  return `${dayWords(atMs, nowMs)} at ${time}`;
}

function dayWords(atMs: number, nowMs: number): string {
  const days = calendarDays(atMs, nowMs);
  if (days === 0) return 'today';
  if (days === 1) return 'yesterday';
  if (days === -1) return 'tomorrow';
  if (days > 0 && days < 7) return new Intl.DateTimeFormat('en-GB', { weekday: 'long' }).format(atMs);
  return formatDate(atMs, nowMs);
}

/** For the beginning of a sentence. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function exactTime(atMs: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' }).format(atMs);
}

/** 12:04:31 */
export function timeOfDay(atMs: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(
    atMs,
  );
}

/** "1 question", "3 questions". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function calendarDays(atMs: number, nowMs: number): number {
  const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  return Math.round((midnight(nowMs) - midnight(atMs)) / DAY);
}
