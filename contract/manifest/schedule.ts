// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * When a `[[cron]]` entry runs: five fields as crontab(5) has them (`15 3 * * mon`), or a calendar expression of
 * systemd.time(7) (`daily`, `Mon..Fri *-*-* 03:15`) without a time zone: the installation's own is added.
 */

const WORDS = [
  'minutely',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'semiannually',
  'yearly',
] as const;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

interface Bounds {
  readonly least: number;
  readonly most: number;
}
const YEAR: Bounds = { least: 1970, most: 2199 };
const MONTH: Bounds = { least: 1, most: 12 };
const DAY: Bounds = { least: 1, most: 31 };
const HOUR: Bounds = { least: 0, most: 23 };
const SIXTY: Bounds = { least: 0, most: 59 };
/** 0 and 7 are both Sunday. */
const WEEKDAY: Bounds = { least: 0, most: 7 };

/** The schedule as OnCalendar= takes it, or null when it is neither form. */
export function calendarOf(schedule: string): string | null {
  const words = schedule.trim().split(/ +/);
  if (words.length === 5) return ofFiveFields(words);
  const isWord = (WORDS as readonly string[]).includes(schedule.trim());
  return isWord || isCalendar(words) ? words.join(' ') : null;
}

function ofFiveFields(words: readonly string[]): string | null {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = words;
  // cron runs when either fits, systemd when both do.
  if (day !== '*' && weekday !== '*') return null;
  const weekdays = weekday === '*' ? [] : namesOfDays(weekday);
  const parts = [field(month, MONTH, MONTHS), field(day, DAY), field(hour, HOUR), field(minute, SIXTY)];
  if (weekdays === null || parts.includes(null)) return null;
  const [months, days, hours, minutes] = parts;
  const date = `*-${months}-${days} ${hours}:${minutes}:00`;
  return weekdays.length === 0 ? date : `${weekdays.join(',')} ${date}`;
}

interface CronItem {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Whether `to` was written. */
  readonly isRange: boolean;
}

/** `*`, `5`, `1-5`, and each with `/n`. */
function cronItem(text: string, bounds: Bounds, names: readonly string[]): CronItem | null {
  const [range = '', stepText, ...more] = text.split('/');
  const step = stepText === undefined ? 1 : numberIn(stepText, { least: 1, most: 59 });
  if (step === null || more.length > 0) return null;
  if (range === '*') return { from: bounds.least, to: bounds.most, step, isRange: true };
  const ends = range.split('-').map((end) => {
    const named = names.indexOf(end.toLowerCase());
    return named === -1 ? numberIn(end, bounds) : named + bounds.least;
  });
  const [from, to = from] = ends;
  if (ends.length > 2 || from === null || to === null || from === undefined || to === undefined) return null;
  if (to < from || (stepText !== undefined && ends.length === 1)) return null;
  return { from, to, step, isRange: ends.length === 2 };
}

function field(text: string, bounds: Bounds, names: readonly string[] = []): string | null {
  if (text === '*') return '*';
  const items = text.split(',').map((part) => cronItem(part, bounds, names));
  if (items.some((item) => item === null)) return null;
  return items
    .filter((item) => item !== null)
    .map(({ from, to, step, isRange }) => {
      const range = isRange ? `${two(from)}..${two(to)}` : two(from);
      return step === 1 ? range : `${range}/${step}`;
    })
    .join(',');
}

function namesOfDays(text: string): string[] | null {
  const chosen = new Set<number>();
  for (const part of text.split(',')) {
    const item = cronItem(
      part,
      WEEKDAY,
      DAYS.map((day) => day.toLowerCase()),
    );
    if (item === null) return null;
    for (let day = item.from; day <= item.to; day += item.step) chosen.add(day % 7);
  }
  return DAYS.filter((_, index) => chosen.has(index));
}

/** `[weekdays] [date] time`, each part of numbers, ranges (`..`), steps (`/`) and lists. */
function isCalendar(words: readonly string[]): boolean {
  const rest = [...words];
  const first = rest[0] ?? '';
  if (/^[A-Z]/.test(first)) {
    const days = first.split(',').flatMap((part) => part.split('..'));
    if (!days.every((day) => DAYS.includes(day)) || /\.\.[A-Za-z]+\.\./.test(first)) return false;
    rest.shift();
  }
  const time = rest.pop();
  if (time === undefined) return false;
  const clock = time.split(':');
  if (clock.length < 2 || clock.length > 3) return false;
  if (!clock.every((part, index) => isComponent(part, index === 0 ? HOUR : SIXTY))) return false;
  const date = rest.pop();
  if (rest.length > 0) return false;
  if (date === undefined) return true;
  const parts = date.split('-');
  const bounds = parts.length === 3 ? [YEAR, MONTH, DAY] : [MONTH, DAY];
  return (
    parts.length === bounds.length && parts.every((part, index) => isComponent(part, bounds[index] ?? DAY))
  );
}

function isComponent(text: string, bounds: Bounds): boolean {
  return text.split(',').every((item) => {
    const [range = '', step, ...more] = item.split('/');
    if (more.length > 0 || (step !== undefined && numberIn(step, { least: 1, most: 999 }) === null))
      return false;
    if (range === '*') return true;
    const ends = range.split('..').map((end) => numberIn(end, bounds));
    const [from, to] = ends;
    return ends.length <= 2 && !ends.includes(null) && (to === undefined || (to ?? 0) >= (from ?? 0));
  });
}

function numberIn(text: string, { least, most }: Bounds): number | null {
  if (!/^[0-9]{1,4}$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

const two = (value: number): string => String(value).padStart(2, '0');
