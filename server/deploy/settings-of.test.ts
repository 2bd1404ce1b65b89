// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { z } from 'zod';
import { settingSchema } from '#contract/manifest/values.ts';
import { answersFor, openAnswers } from './settings-of.ts';

const settings = z.record(z.string(), settingSchema).parse({
  name: { title: 'Name', type: 'text', required: true },
  polling: { title: 'Minutes', type: 'number', default: 60, min: 5 },
  token: { title: 'Token', type: 'secret' },
});

it('keeps the answers that another version still asks for, and adds its defaults', () => {
  expect(answersFor({ settings }, { name: 'News', gone: 'x' })).toEqual({
    ok: true,
    value: { name: 'News', polling: 60 },
  });
});

it('names the question that nobody has answered', () => {
  expect(answersFor({ settings }, {})).toMatchObject({
    error: { code: 'input-refused', message: expect.stringContaining('“Name”') },
  });
});

it('never lets a secret answer into an input', () => {
  expect(openAnswers({ settings }, { name: 'News', token: 'x' })).toEqual({ name: 'News' });
});
