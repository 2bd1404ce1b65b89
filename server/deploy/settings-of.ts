// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { type SettingAnswers, settingsSchema } from '#contract/settings.ts';

/** Answers to secret questions never are in inputs, which are digested and journalled. */
export function openAnswers(manifest: Pick<Manifest, 'settings'>, answers: SettingAnswers): SettingAnswers {
  return Object.fromEntries(
    Object.entries(answers).filter(([name]) => manifest.settings[name]?.type !== 'secret'),
  );
}

/**
 * The answers for another version of a package: those given to questions that it still asks, the defaults of those that
 * it adds. Fails where a new question has no default, or an old answer is none any more.
 */
export function answersFor(
  manifest: Pick<Manifest, 'settings'>,
  given: SettingAnswers,
): Result<SettingAnswers, Failure> {
  const open = Object.fromEntries(
    Object.entries(manifest.settings).filter(([, setting]) => setting.type !== 'secret'),
  );
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(open, name)));
  const parsed = settingsSchema({ settings: open }).safeParse(known);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const title = open[String(issue?.path[0] ?? '')]?.title ?? 'A setting';
  return err(
    failure(
      'input-refused',
      `The new version asks “${title}”, and what is known ${issue?.message ?? 'does not fit'}.`,
      {
        remedy: 'Nothing was changed. Ask who made the package to give the question a default.',
      },
    ),
  );
}
