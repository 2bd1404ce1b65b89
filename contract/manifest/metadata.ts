// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { appId } from '../ids.ts';
import { CATEGORIES, type Category } from './categories.ts';
import { line, paragraph, slug } from './strings.ts';

const webAddress = z
  .string()
  .max(500)
  .regex(/^https:\/\/[!-~]+$/, 'an address that starts with https://');

const words = Object.keys(CATEGORIES) as [Category, ...Category[]];
const category = z.enum(words, { error: `one of ${words.join(', ')}` });

/** `[metadata]`: what the public page says. `version` is that of the package, not of the app. */
export const metadataSchema = z.strictObject({
  id: appId,
  version: z.string().regex(/^[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}$/, 'three numbers such as 1.0.0'),
  title: line.max(60),
  /** One sentence: what it is for, before what it is. */
  summary: line.max(160),
  description: paragraph.optional(),
  author: line.max(120).optional(),
  /** SPDX expression; lint checks that the identifiers exist and are free licences. */
  license: z.string().regex(/^[A-Za-z0-9.+() -]{2,120}$/, 'an SPDX expression such as AGPL-3.0-or-later'),
  homepage: webAddress.optional(),
  'source-url': webAddress.optional(),
  /** The app's own version as its makers write it, for the page. */
  'upstream-version': line.max(40).optional(),
  categories: z.array(category).min(1, 'at least one category').max(5),
  tags: z.array(slug).max(20).default([]),
  'instead-of': z.array(line.max(60)).max(20).default([]),
  'good-for': z.array(line.max(160)).max(10).default([]),
  /** How to take one's data away. */
  leave: line.max(500).optional(),
  'support-end': z
    .string()
    .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'a date such as 2027-06-30')
    .optional(),
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$/, 'a language tag such as en or pt-BR'))
    .max(200)
    .default([]),
  /** True when the app only works after registering with its maker. */
  'requires-registration': z.boolean().default(false),
});
