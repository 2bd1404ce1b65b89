// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settingSchema } from './manifest/values.ts';
import { settingsSchema } from './settings.ts';

const settings = z.record(z.string(), settingSchema).parse({
  title: { type: 'text', title: 'Name', required: true, max: 10 },
  slug: { type: 'text', title: 'Slug', pattern: '[a-z]+', default: 'site' },
  mail: { type: 'email', title: 'Mail' },
  language: {
    type: 'choice',
    title: 'Language',
    choices: ['en', { value: 'fr', title: 'Français' }],
    default: 'en',
  },
  listed: { type: 'boolean', title: 'Listed', default: true },
  minutes: { type: 'number', title: 'Minutes', min: 5, max: 60, default: 30 },
  key: { type: 'secret', title: 'Key', min: 8 },
});
const schema = settingsSchema({ settings });

const mistakes = (answers: unknown) =>
  Object.fromEntries(
    (schema.safeParse(answers).error?.issues ?? []).map((issue) => [issue.path.join('.'), issue.message]),
  );

describe('answers of the install form', () => {
  it('fills in defaults; an open optional answer is the empty text', () => {
    expect(schema.parse({ title: 'Été' })).toEqual({
      title: 'Été',
      slug: 'site',
      mail: '',
      language: 'en',
      listed: true,
      minutes: 30,
      key: '',
    });
  });

  it('takes numbers and booleans as a form sends them, and parses its own output', () => {
    const answers = schema.parse({ title: 'x', minutes: '45', listed: 'false' });
    expect(answers).toMatchObject({ minutes: 45, listed: false });
    expect(schema.parse(answers)).toEqual(answers);
  });

  it('names the setting of each mistake', () => {
    expect(
      mistakes({ slug: 'a b', mail: 'nobody', language: 'de', listed: 'maybe', minutes: 90, key: 'short' }),
    ).toEqual({
      title: 'needs an answer',
      slug: 'holds characters that are not possible here',
      mail: 'is not a mail address',
      language: 'is not one of the choices',
      listed: 'is yes or no',
      minutes: 'is at most 60',
      key: 'has at least 8 characters',
    });
  });

  it('refuses control characters, wrong types, and names that do not exist', () => {
    expect(mistakes({ title: 'a\nb' })).toEqual({ title: 'is one line without control characters' });
    expect(mistakes({ title: 'abcdefghijk' })).toEqual({ title: 'has at most 10 characters' });
    expect(mistakes({ title: { toString: 1 } })).toEqual({ title: 'is a text' });
    expect(mistakes({ title: 'x', minutes: '0x10' })).toEqual({ minutes: 'is a number' });
    expect(mistakes({ title: 'x', other: 1 })).toEqual({ '': 'there is no setting named "other"' });
  });
});
