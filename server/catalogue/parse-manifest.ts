// SPDX-License-Identifier: AGPL-3.0-or-later
import type { z } from 'zod';
import { type Manifest, manifestSchema } from '#contract/manifest/manifest.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { closestName } from './closest-name.ts';
import { dotted, type PackageProblem } from './package-problem.ts';
import { knownKeysAt } from './schema-keys.ts';
import { type KeyPath, type PositionedToml, readToml } from './toml-positions.ts';

export const MANIFEST_FILE = 'hop3.toml';

export interface ParsedManifest {
  manifest: Manifest;
  locate: PositionedToml['locate'];
}

/** The sections of the published format that this version refuses, so that the message can say "not yet". */
const SECTIONS_NOT_YET = [
  'probe',
  'domains',
  'ports',
  'port',
  'static',
  'waf',
  'docker',
  'nix',
  'test',
  'contexts',
  'cli',
];

/** Reads hop3.toml. All that is wrong is reported at once, each with its place; nothing is accepted in part. */
export function parseManifest(text: string, file = MANIFEST_FILE): Result<ParsedManifest, PackageProblem[]> {
  const toml = readToml(text);
  if (!toml.ok) {
    const { line, column, message } = toml.error;
    return err([
      { file, line, column, key: '', message: `this is not TOML: ${lowerFirst(message)}`, remedy: null },
    ]);
  }
  const { value, locate } = toml.value;
  const parsed = manifestSchema.safeParse(value, { reportInput: true });
  if (parsed.success) return ok({ manifest: parsed.data, locate });

  const problems = parsed.error.issues
    .flatMap((issue) => findings(issue, [], value))
    .map(({ path, message, remedy }) => ({
      file,
      ...locate(path),
      key: dotted(path),
      message,
      remedy,
    }));
  return err(problems.sort((a, b) => a.line - b.line || a.column - b.column));
}

interface Finding {
  path: KeyPath;
  message: string;
  remedy: string | null;
}

type Issue = z.core.$ZodIssue;

function findings(issue: Issue, parent: KeyPath, root: unknown): Finding[] {
  const path = [...parent, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeysAt(manifestSchema, path, valueAt(root, path));
    return issue.keys.map((key) => unknownKey([...path, key], key, known));
  }
  if (issue.code === 'invalid_union') {
    const best = bestOption(issue);
    if (best) return best.flatMap((inner) => findings(inner, path, root));
  }
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? 'not allowed here';
    return [{ path, message: `this name is not allowed: ${reason}`, remedy: null }];
  }
  return [{ path, message: message(issue, valueAt(root, path)), remedy: null }];
}

function unknownKey(path: KeyPath, key: string, known: string[]): Finding {
  if (path.length === 1 && SECTIONS_NOT_YET.includes(key)) {
    return { path, message: `[${key}] is not supported yet`, remedy: 'Leave it out' };
  }
  const meant = closestName(key, known);
  const remedy =
    meant !== null
      ? `Did you mean "${meant}"?`
      : known.length > 0 && known.length <= 12
        ? `Known here: ${known.join(', ')}`
        : null;
  return { path, message: `unknown key "${key}"`, remedy };
}

/** Of a union's options, the one that the author most likely meant: the fewest complaints about its inside. */
function bestOption(issue: Extract<Issue, { code: 'invalid_union' }>): Issue[] | null {
  const entered = (issue.errors ?? []).filter(
    (issues) => !issues.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'),
  );
  const [best, second] = entered.toSorted((a, b) => a.length - b.length);
  if (!best || best.length === second?.length) return null;
  return best as Issue[];
}

function message(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type' && value === undefined) return 'is missing';
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}, found ${wordFor(value)}`;
  }
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid')) {
    if (value === undefined) return 'is missing';
    return `must be one of ${issue.values.map((option) => `"${String(option)}"`).join(', ')}`;
  }
  if (issue.code === 'too_big' && issue.message.startsWith('Too big'))
    return `at most ${issue.maximum} ${unitOf(issue.origin)}`.trim();
  if (issue.code === 'too_small' && issue.message.startsWith('Too small'))
    return `at least ${issue.minimum} ${unitOf(issue.origin)}`.trim();
  if (value === undefined && issue.code !== 'custom') return 'is missing';
  if (issue.code === 'invalid_format' && typeof value === 'string')
    return `found ${shown(value)}, wanted ${issue.message}`;
  return issue.message;
}

const TYPE_WORDS: Record<string, string> = {
  string: 'a text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'a table',
  record: 'a table',
};

function wordFor(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text ${shown(value)}`;
  if (typeof value === 'object') return 'a table';
  return `${typeof value === 'number' && Number.isInteger(value) ? 'the whole number' : 'the value'} ${String(value)}`;
}

function shown(value: string): string {
  const short = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return JSON.stringify(short);
}

function unitOf(origin: string): string {
  return origin === 'string' ? 'characters' : origin === 'array' ? 'entries' : '';
}

function valueAt(root: unknown, path: KeyPath): unknown {
  let here = root;
  for (const step of path) {
    if (here === null || typeof here !== 'object') return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
