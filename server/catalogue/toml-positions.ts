// SPDX-License-Identifier: AGPL-3.0-or-later
import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';
import { err, ok, type Result } from '#contract/result.ts';

export type KeyPath = readonly (string | number)[];

/** Line and column count from 1. */
export interface Position {
  line: number;
  column: number;
}

export interface PositionedToml {
  value: unknown;
  /** Where a key is written; for a key that is not there, where its nearest parent is. */
  locate: (path: KeyPath) => Position;
}

/** Reads TOML 1.0 and remembers where each key stands. A date is a text as written. */
export function readToml(text: string): Result<PositionedToml, Position & { message: string }> {
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text, { tomlVersion: '1.0' });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return err({ line: error.lineNumber, column: error.column + 1, message: error.message });
  }
  const positions = new Map<string, Position>();
  for (const node of program.body[0].body) {
    if (node.type === 'TOMLTable') {
      remember(positions, node.resolvedKey, node.key.loc.start);
      for (const pair of node.body) walkPair(positions, node.resolvedKey, pair);
    } else {
      walkPair(positions, [], node);
    }
  }
  return ok({ value: withoutDates(getStaticTOMLValue(program)), locate: (path) => nearest(positions, path) });
}

function walkPair(positions: Map<string, Position>, parent: KeyPath, pair: AST.TOMLKeyValue): void {
  const path = [...parent];
  for (const part of pair.key.keys) {
    path.push(part.type === 'TOMLBare' ? part.name : part.value);
    remember(positions, path, part.loc.start);
  }
  walkContent(positions, path, pair.value);
}

function walkContent(positions: Map<string, Position>, path: KeyPath, node: AST.TOMLContentNode): void {
  if (node.type === 'TOMLInlineTable') {
    for (const pair of node.body) walkPair(positions, path, pair);
  }
  if (node.type === 'TOMLArray') {
    for (const [index, element] of node.elements.entries()) {
      remember(positions, [...path, index], element.loc.start);
      walkContent(positions, [...path, index], element);
    }
  }
}

function remember(
  positions: Map<string, Position>,
  path: KeyPath,
  start: { line: number; column: number },
): void {
  const key = JSON.stringify(path);
  if (!positions.has(key)) positions.set(key, { line: start.line, column: start.column + 1 });
}

function nearest(positions: Map<string, Position>, path: KeyPath): Position {
  for (let length = path.length; length > 0; length -= 1) {
    const position = positions.get(JSON.stringify(path.slice(0, length)));
    if (position) return position;
  }
  return { line: 1, column: 1 };
}

function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (Array.isArray(value)) return value.map(withoutDates);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDates(item)]));
  }
  return value;
}
