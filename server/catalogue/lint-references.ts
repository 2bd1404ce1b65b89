// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Reference, references } from '#contract/manifest/interpolate.ts';
import { ADDON_ATTRIBUTES, FACTS } from '#contract/manifest/values.ts';
import { closestName } from './closest-name.ts';
import { dotted, type PackageProblem } from './package-problem.ts';
import { atKey, atOffset, type LintRule, type PackageSources } from './package-sources.ts';
import type { KeyPath } from './toml-positions.ts';

const ADMIN_NAMES = ['admin.username', 'admin.password', 'admin.email'];

/** Every name that is used exists where it is used, and templates say how free text is written. */
export const lintReferences: LintRule = (sources) => [
  ...lintEnvironmentTables(sources),
  ...textsWithReferences(sources).flatMap(({ path, text, names }) =>
    problemsOfText(text, names).map(({ message, remedy }) => atKey(sources, path, message, remedy)),
  ),
  ...lintTextsAsWritten(sources),
  ...sources.manifest.files.flatMap((file, index) => lintTemplate(sources, file.template, index)),
];

/** `{ from, key }` and `{ setting }` of `[env]`. */
function lintEnvironmentTables(sources: PackageSources): PackageProblem[] {
  const { manifest } = sources;
  const found: PackageProblem[] = [];
  for (const [name, value] of Object.entries(manifest.env)) {
    if (typeof value === 'string') continue;
    if ('from' in value) {
      const addon = manifest.addons.find((candidate) => candidate.name === value.from);
      if (!addon) {
        const message = `there is no addon named "${value.from}"`;
        found.push(
          atKey(
            sources,
            ['env', name, 'from'],
            message,
            didYouMean(
              value.from,
              manifest.addons.map((a) => a.name),
            ),
          ),
        );
        continue;
      }
      const known: readonly string[] = ADDON_ATTRIBUTES[addon.type];
      if (!known.includes(value.key)) {
        const message = `${addon.type} has no "${value.key}"`;
        found.push(atKey(sources, ['env', name, 'key'], message, `It has ${known.join(', ')}`));
      }
    } else if ('setting' in value && !Object.hasOwn(manifest.settings, value.setting)) {
      const message = `there is no setting named "${value.setting}"`;
      found.push(
        atKey(
          sources,
          ['env', name, 'setting'],
          message,
          didYouMean(value.setting, Object.keys(manifest.settings)),
        ),
      );
    }
  }
  return found;
}

/** Names that hold everywhere once an installation exists. */
function commonNames(sources: PackageSources): string[] {
  const { manifest } = sources;
  const secrets = Object.entries(manifest.env).flatMap(([name, value]) =>
    typeof value !== 'string' && 'generate' in value ? [`secrets.${name}`] : [],
  );
  return [
    ...FACTS,
    ...Object.keys(manifest.settings).map((name) => `settings.${name}`),
    ...manifest.addons.flatMap((addon) =>
      ADDON_ATTRIBUTES[addon.type].map((attribute) => `${addon.name}.${attribute}`),
    ),
    ...secrets,
  ];
}

interface TextWithReferences {
  path: KeyPath;
  text: string;
  names: string[];
}

function textsWithReferences(sources: PackageSources): TextWithReferences[] {
  const { manifest } = sources;
  const common = commonNames(sources);
  const admin = manifest.admin ? ADMIN_NAMES : [];
  const outside = [...outsideNames(sources), ...admin];
  return [
    ...strings(['env'], manifest.env, common).filter(({ path }) => path.length === 2),
    ...strings(['admin', 'env'], manifest.admin?.env, [...common, ...admin]),
    ...strings(['check'], manifest.check, outside).filter(({ path }) => !isAsWritten(path)),
    ...strings(['seed'], manifest.seed, [...outside, 'seed.token']),
  ];
}

/** A check asks the app from outside, where addons, ports and generated secrets are not known. */
function outsideNames({ manifest }: PackageSources): string[] {
  const known = Object.entries(manifest.settings).filter(([, setting]) => setting.type !== 'secret');
  return ['domain', 'url', 'name', ...known.map(([name]) => `settings.${name}`)];
}

/** Texts of `[check]` into which nothing is put. */
const AS_WRITTEN = [
  'check.sign-in.form.page',
  'check.sign-in.form.action',
  'check.sign-in.json.page',
  'check.sign-in.json.path',
  'check.sign-in.basic.realm',
  'check.count.occurrences',
];
const isAsWritten = (path: KeyPath) => AS_WRITTEN.includes(dotted(path));

function lintTextsAsWritten(sources: PackageSources): PackageProblem[] {
  return strings(['check'], sources.manifest.check, [])
    .filter(({ path, text }) => isAsWritten(path) && text.includes('${'))
    .map(({ path }) => atKey(sources, path, 'no value is put into this text: it is taken as it is written'));
}

function strings(path: KeyPath, value: unknown, names: string[]): TextWithReferences[] {
  if (typeof value === 'string') return [{ path, text: value, names }];
  if (value === null || typeof value !== 'object') return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, item]) => strings([...path, key], item, names));
}

function problemsOfText(
  text: string,
  names: string[],
): { message: string; remedy: string | null; offset: number }[] {
  const found = references(text);
  if (!found.ok) return [{ message: found.error.message, remedy: null, offset: found.error.offset }];
  return found.value
    .filter(({ name }) => !names.includes(name))
    .map(({ name, offset }) => ({
      message: `there is no value named "${name}"`,
      remedy: didYouMean(name, names),
      offset,
    }));
}

function lintTemplate(sources: PackageSources, template: string, index: number): PackageProblem[] {
  const text = sources.files.get(template);
  if (text === undefined) {
    return [atKey(sources, ['files', index, 'template'], `there is no file "${template}" in the package`)];
  }
  const wrong = problemsOfText(text, commonNames(sources));
  const found = references(text);
  const bare = found.ok
    ? found.value.filter((reference) => reference.filter === null && isFreeText(sources, reference))
    : [];
  return [
    ...wrong.map(({ message, remedy, offset }) => atOffset(template, text, offset, message, remedy)),
    ...bare.map(({ name, offset }) =>
      atOffset(
        template,
        text,
        offset,
        `"${name}" is free text and could break out of the file`,
        `Say how it is written: \${${name}|json}, |php or |ini`,
      ),
    ),
  ];
}

/** Answers that people type; everything else has an alphabet that is safe in any file. */
function isFreeText(sources: PackageSources, reference: Reference): boolean {
  if (reference.name === 'name') return true;
  if (!reference.name.startsWith('settings.')) return false;
  const setting = sources.manifest.settings[reference.name.slice('settings.'.length)];
  return setting?.type === 'text' || setting?.type === 'email' || setting?.type === 'secret';
}

function didYouMean(written: string, names: readonly string[]): string | null {
  const meant = closestName(written, names);
  return meant === null ? null : `Did you mean "${meant}"?`;
}
