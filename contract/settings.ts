// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Manifest } from './manifest/manifest.ts';
import type { ManifestSetting } from './manifest/values.ts';

/** Answers of an install form by the setting's name. An optional text or number left open is the empty text. */
export type SettingAnswers = Record<string, string | number | boolean>;

/**
 * The schema of an install form's answers, for the form and the API alike. Each error's path is the setting's
 * name. Numbers and booleans may come as texts (as a form sends them). Left out or empty means the default.
 * Unknown names are refused.
 */
export function settingsSchema(manifest: Pick<Manifest, 'settings'>): z.ZodType<SettingAnswers, unknown> {
  const shape = Object.fromEntries(
    Object.entries(manifest.settings).map(([name, setting]) => [name, answerSchema(setting)]),
  );
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `there is no setting named "${issue.keys[0]}"` : undefined,
  }) as unknown as z.ZodType<SettingAnswers, unknown>;
}

const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
const MAX_CHARACTERS = 2000;

function answerSchema(setting: ManifestSetting): z.ZodType {
  const fallback = 'default' in setting ? setting.default : undefined;
  return z
    .unknown()
    .transform((answer) => (answer === undefined || answer === null || answer === '' ? fallback : answer))
    .superRefine((answer, context) => {
      if (answer === undefined || answer === '') {
        if (setting.required) context.addIssue({ code: 'custom', message: 'needs an answer', input: answer });
        return;
      }
      const message = refusal(setting, answer);
      if (message !== null) context.addIssue({ code: 'custom', message, input: answer });
    })
    .transform((answer) => (answer === undefined ? '' : converted(setting, answer)))
    .prefault(undefined);
}

function refusal(setting: ManifestSetting, answer: unknown): string | null {
  switch (setting.type) {
    case 'boolean':
      return toBoolean(answer) === null ? 'is yes or no' : null;
    case 'number': {
      const number = toNumber(answer);
      if (number === null) return 'is a number';
      if (setting.min !== undefined && number < setting.min) return `is at least ${setting.min}`;
      if (setting.max !== undefined && number > setting.max) return `is at most ${setting.max}`;
      return null;
    }
    case 'choice':
      return setting.choices.some((choice) => choice.value === answer) ? null : 'is not one of the choices';
    case 'email':
      return (
        textRefusal(answer, 3, 254) ?? (z.email().safeParse(answer).success ? null : 'is not a mail address')
      );
    case 'secret':
      return textRefusal(answer, setting.min, setting.max);
    case 'text':
      return textRefusal(answer, setting.min, setting.max) ?? patternRefusal(setting.pattern, String(answer));
  }
}

function textRefusal(answer: unknown, min = 0, max = MAX_CHARACTERS): string | null {
  if (typeof answer !== 'string') return 'is a text';
  if (!ONE_LINE.test(answer)) return 'is one line without control characters';
  const length = [...answer].length;
  if (length < min) return `has at least ${min} characters`;
  if (length > max) return `has at most ${max} characters`;
  return null;
}

/** Patterns are linear in time: the manifest's schema lets no others in (safe-pattern.ts). */
function patternRefusal(pattern: string | undefined, answer: string): string | null {
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(answer)) return null;
  return 'holds characters that are not possible here';
}

function converted(setting: ManifestSetting, answer: unknown): string | number | boolean {
  if (setting.type === 'boolean') return toBoolean(answer) ?? false;
  if (setting.type === 'number') return toNumber(answer) ?? 0;
  return String(answer);
}

function toBoolean(answer: unknown): boolean | null {
  if (answer === true || answer === 'true') return true;
  if (answer === false || answer === 'false') return false;
  return null;
}

function toNumber(answer: unknown): number | null {
  if (typeof answer === 'number') return Number.isFinite(answer) ? answer : null;
  if (typeof answer !== 'string' || !/^-?[0-9]{1,15}(?:\.[0-9]{1,10})?$/.test(answer)) return null;
  return Number(answer);
}
