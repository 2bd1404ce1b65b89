// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { calendarOf } from './schedule.ts';

it.each([
  ['* * * * *', '*-*-* *:*:00'],
  ['*/5 * * * *', '*-*-* *:00..59/5:00'],
  ['15 3 * * *', '*-*-* 03:15:00'],
  ['0 4 1,15 * *', '*-*-01,15 04:00:00'],
  ['30 6 * jan-mar *', '*-01..03-* 06:30:00'],
  ['0 9-17/2 * * 1-5', 'Mon,Tue,Wed,Thu,Fri *-*-* 09..17/2:00:00'],
  ['0 0 * * 7', 'Sun *-*-* 00:00:00'],
  ['0 0 * * fri-sun', null],
  ['0 0 * * 5-7', 'Sun,Fri,Sat *-*-* 00:00:00'],
])('translates the five fields %s', (cron, calendar) => expect(calendarOf(cron)).toBe(calendar));

it.each([
  'daily',
  'hourly',
  'Mon..Fri *-*-* 03:15',
  'Sat,Sun 10:00',
  '*-*-01 04:00:00',
  '*:0/15',
  '12-24 18:00',
])('takes the calendar expression %s as it is', (text) => expect(calendarOf(text)).toBe(text));

it.each([
  '',
  'often',
  '60 * * * *',
  '* 24 * * *',
  '5/10 * * * *',
  '* * 1 * 1',
  '* * * *',
  '* * * * * *',
  '25:00',
  'Mon',
  'Someday 10:00',
  '*-13-01 04:00',
  '10:00 Europe/Paris',
  '10:00\nExecStart=/bin/sh',
  '5..1:00',
])('refuses %j', (text) => expect(calendarOf(text)).toBe(null));
