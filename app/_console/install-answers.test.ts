// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import {
  checkAnswers,
  defaultAnswers,
  type InstallAnswers,
  type SettingsOf,
  suggestLabel,
} from './install-answers.ts';

const settings: SettingsOf = {
  title: { type: 'text', title: 'Name of the site', required: true, advanced: false, default: 'My site' },
  polling: {
    type: 'number',
    title: 'Minutes',
    required: false,
    advanced: false,
    default: 60,
    min: 5,
    max: 1440,
  },
  public: { type: 'boolean', title: 'Public', required: false, advanced: false, default: false },
};
const answers = (more: Partial<InstallAnswers> = {}): InstallAnswers => ({
  host: '01930000-0000-7000-8000-000000000001',
  title: 'News',
  domain: 'news.practice.apps.localhost',
  settings: defaultAnswers(settings),
  adminUsername: '',
  issuer: 'private',
  ...more,
});

test('the defaults are good answers', () => {
  const checked = checkAnswers('miniflux', settings, answers());
  expect(checked).toMatchObject({
    ok: true,
    input: { settings: { title: 'My site', polling: 60, public: false } },
  });
});

test('each mistake is named by its field', () => {
  const checked = checkAnswers('miniflux', settings, {
    ...answers({ domain: 'not a name', title: ' ', adminUsername: 'Admin' }),
    settings: { title: 'x', polling: '2', public: false },
  });
  expect(checked.ok ? {} : checked.fields).toEqual({
    title: 'Give it a name',
    domain: 'A name such as news.example.org: lowercase letters, digits, hyphens and dots',
    adminUsername: 'lowercase letters, digits, dots and hyphens',
    'settings.polling': 'This is at least 5',
  });
});

test('shell text in a setting is only text', () => {
  const checked = checkAnswers('miniflux', settings, {
    ...answers(),
    settings: { title: '; rm -rf /', polling: '; rm -rf /', public: false },
  });
  expect(checked.ok ? {} : checked.fields).toEqual({ 'settings.polling': 'This is a number' });
});

test('suggests the first free name', () => {
  expect(suggestLabel('miniflux', 'h.test', new Set())).toBe('miniflux');
  expect(suggestLabel('miniflux', 'h.test', new Set(['miniflux.h.test', 'miniflux-2.h.test']))).toBe(
    'miniflux-3',
  );
});
