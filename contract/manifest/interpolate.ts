// SPDX-License-Identifier: AGPL-3.0-or-later
import { err, ok, type Result } from '../result.ts';

/**
 * `${name}` and `${name|filter}` in `[env]` texts, `[[files]]` templates, `[admin] env`, `[check]` and `[seed]`.
 * `$${` stands for a literal `${`. Names:
 *
 * | name | value |
 * |---|---|
 * | domain | news.example.org |
 * | url | https://news.example.org, no slash at the end, with the port when it is not 443 |
 * | name | the installation's name |
 * | port | the allocated port of 127.0.0.1 |
 * | listen | 127.0.0.1:<port>, or /run/hop3/web.sock when the web process listens on a socket |
 * | data-dir | /data |
 * | trusted-proxy | address from which the host's proxy connects |
 * | timezone, language | Europe/Paris, fr |
 * | settings.<name> | the answer; a boolean as true or false, nothing answered as the empty text |
 * | <addon>.<ATTRIBUTE> | as in ADDON_ATTRIBUTES; the addon's name is its type unless it says otherwise |
 * | secrets.<NAME> | the value of the generated `[env]` variable NAME |
 * | admin.username, admin.password, admin.email | the first account; in `[admin] env`, `[check]`, `[seed]` only |
 * | seed.token | in `[seed]` only |
 */
export type InterpolationScope = Readonly<Record<string, string>>;

/** How a value is written into a file of that kind, with its quotes where the kind has quotes. */
export const FILTERS = {
  /** A JSON (and JavaScript) string with its quotes; `<` and line separators escaped. */
  json: (value: string) =>
    JSON.stringify(value).replace(
      /[<\u2028\u2029]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  /** A PHP string in single quotes. */
  php: (value: string) => `'${value.replace(/[\\']/g, (sign) => `\\${sign}`)}'`,
  /** A bare value of an ini file: refused when it holds a line break or starts a comment or section. */
  ini: (value: string) => (/^[^\p{Cc};#[\]"'\\]*$/u.test(value) && value.trim() === value ? value : null),
  /** One component of a URL. */
  url: (value: string) => encodeURIComponent(value),
} satisfies Record<string, (value: string) => string | null>;
export type FilterName = keyof typeof FILTERS;

export interface Reference {
  /** The whole `${...}`. */
  text: string;
  name: string;
  filter: FilterName | null;
  /** Index of `${` in the template. */
  offset: number;
}

export type InterpolationError =
  | { code: 'malformed'; text: string; offset: number; message: string }
  | { code: 'unknown-filter'; text: string; offset: number; message: string }
  | { code: 'unknown-name'; name: string; offset: number; message: string }
  | { code: 'unfit-value'; name: string; offset: number; message: string };

type Part = { literal: string } | { reference: Reference };

const REFERENCE = /\$?\$\{([^{}\n]{0,120})\}?/g;
const INSIDE = /^([A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)?)(?:\|([a-z]+))?$/;

function parts(template: string): Result<Part[], InterpolationError> {
  const found: Part[] = [];
  let end = 0;
  for (const match of template.matchAll(REFERENCE)) {
    const text = match[0];
    found.push({ literal: template.slice(end, match.index) });
    end = match.index + text.length;
    if (text.startsWith('$${')) {
      found.push({ literal: text.slice(1) });
      continue;
    }
    const [, name, filter] = INSIDE.exec(match[1] ?? '') ?? [];
    const offset = match.index;
    if (name === undefined || !text.endsWith('}')) {
      return err({
        code: 'malformed',
        text,
        offset,
        message: `"${text}" is not a \${name}; write $\${ for a literal \${`,
      });
    }
    if (filter !== undefined && !Object.hasOwn(FILTERS, filter)) {
      return err({
        code: 'unknown-filter',
        text,
        offset,
        message: `there is no filter "${filter}": use ${Object.keys(FILTERS).join(', ')}`,
      });
    }
    found.push({ reference: { text, name, filter: (filter as FilterName | undefined) ?? null, offset } });
  }
  found.push({ literal: template.slice(end) });
  return ok(found);
}

/** Every `${...}` of a template, in order. */
export function references(template: string): Result<Reference[], InterpolationError> {
  const parsed = parts(template);
  if (!parsed.ok) return parsed;
  return ok(parsed.value.flatMap((part) => ('reference' in part ? [part.reference] : [])));
}

/** The names that a template uses, each once; a malformed template uses none. */
export function referencedNames(template: string): string[] {
  const found = references(template);
  return found.ok ? [...new Set(found.value.map((reference) => reference.name))] : [];
}

/** The template with its values. Values are never looked at again for further `${...}`. */
export function interpolate(template: string, scope: InterpolationScope): Result<string, InterpolationError> {
  const parsed = parts(template);
  if (!parsed.ok) return parsed;
  let result = '';
  for (const part of parsed.value) {
    if ('literal' in part) {
      result += part.literal;
      continue;
    }
    const { name, filter, offset } = part.reference;
    const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
    if (value === undefined)
      return err({ code: 'unknown-name', name, offset, message: `there is no value named "${name}"` });
    const written = filter === null ? value : FILTERS[filter](value);
    if (written === null) {
      return err({
        code: 'unfit-value',
        name,
        offset,
        message: `the value of "${name}" cannot be written into an ini file`,
      });
    }
    result += written;
  }
  return ok(result);
}

/** Every string inside a JSON value interpolated; keys stay as they are. */
export function interpolateJson<T>(value: T, scope: InterpolationScope): Result<T, InterpolationError> {
  if (typeof value === 'string') return interpolate(value, scope) as Result<T, InterpolationError>;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const done = interpolateJson(item as unknown, scope);
      if (!done.ok) return done;
      items.push(done.value);
    }
    return ok(items as T);
  }
  if (value !== null && typeof value === 'object') {
    const entries: [string, unknown][] = [];
    for (const [key, item] of Object.entries(value)) {
      const done = interpolateJson(item as unknown, scope);
      if (!done.ok) return done;
      entries.push([key, done.value]);
    }
    return ok(Object.fromEntries(entries) as T);
  }
  return ok(value);
}
