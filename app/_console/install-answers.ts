// SPDX-License-Identifier: AGPL-3.0-or-later
import type { z } from 'zod';
import type { ManifestSetting } from '#contract/manifest/values.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import { settingsSchema } from '#contract/settings.ts';
import { type InstallInput, installInput } from '#contract/site-api/installations.ts';

export type SettingsOf = Record<string, ManifestSetting>;
export type SettingValue = string | boolean;

/** What the form holds: texts as they are typed. */
export interface InstallAnswers {
  host: string;
  title: string;
  domain: string;
  settings: Record<string, SettingValue>;
  adminUsername: string;
  issuer: CertificateIssuer;
}

/** The first answers: the manifest's defaults. */
export function defaultAnswers(settings: SettingsOf): Record<string, SettingValue> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      if (setting.type === 'boolean') return [name, setting.default];
      const fallback = 'default' in setting ? setting.default : undefined;
      return [name, fallback === undefined ? '' : String(fallback)];
    }),
  );
}

export type CheckedAnswers =
  | { ok: true; input: InstallInput }
  /** By the path that the API uses too: domain, settings.title. */
  | { ok: false; fields: Record<string, string> };

/** Checks all answers as the server will, so that each mistake is shown at its field before anything is sent. */
export function checkAnswers(app: string, settings: SettingsOf, answers: InstallAnswers): CheckedAnswers {
  const fields: Record<string, string> = {};
  const answered = settingsSchema({ settings }).safeParse(answers.settings);
  if (!answered.success) note(fields, answered.error, 'settings.');
  const input = installInput.safeParse({
    app,
    host: answers.host,
    title: answers.title,
    domain: answers.domain,
    issuer: answers.issuer,
    settings: answered.success ? answered.data : {},
    ...(answers.adminUsername === '' ? {} : { adminUsername: answers.adminUsername }),
  });
  if (!input.success) note(fields, input.error, '');
  if (!answered.success || !input.success) return { ok: false, fields: withSentences(fields) };
  return { ok: true, input: input.data };
}

function note(fields: Record<string, string>, error: z.ZodError, before: string): void {
  for (const issue of error.issues) fields[before + issue.path.join('.')] ??= issue.message;
}

const SENTENCES: Record<string, string> = {
  host: 'Choose a server',
  domain: 'A name such as news.example.org: lowercase letters, digits, hyphens and dots',
};

/** Messages of settings start with a verb ("needs an answer"): "This needs an answer". */
function withSentences(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, message]) => [
      name,
      SENTENCES[name] ??
        (name.startsWith('settings.') && /^[a-z]/.test(message) ? `This ${message}` : message),
    ]),
  );
}

/** First free name: miniflux, miniflux-2, ... */
export function suggestLabel(app: string, suffix: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const label = number === 1 ? app : `${app}-${number}`;
    if (!taken.has(`${label}.${suffix}`)) return label;
  }
}
