// SPDX-License-Identifier: AGPL-3.0-or-later

/** An icon that is safe to put into a page: drawing elements and attributes only. */
export interface CleanIcon {
  viewBox: string;
  /** What is inside <svg>, rebuilt from an allow-list. */
  body: string;
  /** The one colour that it is drawn in (then the body uses currentColor), or null when it has several. */
  colour: string | null;
}

const ELEMENTS = new Set([
  'g',
  'path',
  'circle',
  'ellipse',
  'rect',
  'line',
  'polyline',
  'polygon',
  'defs',
  'linearGradient',
  'radialGradient',
  'stop',
  'clipPath',
]);
const ATTRIBUTES = new Set(
  (
    'd cx cy r rx ry x y x1 y1 x2 y2 width height points fill stroke stroke-width stroke-linecap stroke-linejoin ' +
    'fill-rule clip-rule opacity fill-opacity stroke-opacity transform id offset stop-color stop-opacity ' +
    'gradientUnits gradientTransform clip-path'
  ).split(' '),
);
// A value may name a colour, numbers, a path, or a part of the same drawing: nothing with a scheme.
const SAFE_VALUE = /^(?:url\(#[A-Za-z0-9_-]{1,60}\)|[A-Za-z0-9#.,()%\s+-]*)$/;
const COLOUR = /^#[0-9a-fA-F]{3,8}$/;
const NO_COLOUR = new Set(['none', 'currentColor']);

/** Null when it is not a drawing that we understand: the page then shows a letter. */
export function cleanSvg(source: string): CleanIcon | null {
  if (source.length > 60_000) return null;
  const root = /<svg\b([^>]*)>/.exec(source);
  const end = source.lastIndexOf('</svg>');
  if (!root || end < root.index) return null;
  const rootAttributes = attributesOf(root[1] ?? '');
  const width = rootAttributes.get('width');
  const viewBox =
    rootAttributes.get('viewBox') ?? (width ? `0 0 ${width} ${rootAttributes.get('height') ?? width}` : null);
  if (viewBox === null || !/^[-0-9. ]{3,60}$/.test(viewBox)) return null;

  const inside = source.slice(root.index + root[0].length, end);
  let body = '';
  const open: string[] = [];
  const colours = new Set<string>();
  const note = (value: string | undefined) => {
    if (value !== undefined && !NO_COLOUR.has(value)) colours.add(value.toLowerCase());
  };
  note(rootAttributes.get('fill'));
  note(rootAttributes.get('stroke'));
  for (const [, closing, name = '', rest = ''] of inside.matchAll(/<(\/?)([A-Za-z]+)\b([^<>]*)>/g)) {
    if (!ELEMENTS.has(name)) {
      if (name === 'title' || name === 'desc' || name === 'metadata') continue;
      return null;
    }
    if (closing) {
      if (open.pop() !== name) return null;
      body += `</${name}>`;
      continue;
    }
    const attributes = [...attributesOf(rest)].filter(
      ([key, value]) => ATTRIBUTES.has(key) && SAFE_VALUE.test(value),
    );
    for (const [key, value] of attributes) {
      if (key === 'fill' || key === 'stroke' || key === 'stop-color') note(value);
    }
    const selfClosing = rest.trimEnd().endsWith('/');
    if (!selfClosing) open.push(name);
    body += `<${name}${attributes.map(([key, value]) => ` ${key}="${value}"`).join('')}${selfClosing ? '/' : ''}>`;
  }
  if (open.length > 0 || body === '') return null;

  const inherited = ['fill', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin']
    .map((key) => [key, rootAttributes.get(key)] as const)
    .filter((pair): pair is [string, string] => pair[1] !== undefined && SAFE_VALUE.test(pair[1]));
  if (inherited.length > 0) {
    body = `<g${inherited.map(([key, value]) => ` ${key}="${value}"`).join('')}>${body}</g>`;
  }
  const [only] = colours;
  const single = colours.size === 1 && only !== undefined && COLOUR.test(only) ? only : null;
  if (single !== null) {
    const painted = body.replaceAll(new RegExp(`(fill|stroke)="${single}"`, 'gi'), '$1="currentColor"');
    return { viewBox, body: painted, colour: single };
  }
  return { viewBox, body, colour: colours.size === 0 ? DEFAULT_COLOUR : null };
}

/** Of an app without a colour of its own. */
export const DEFAULT_COLOUR = '#3b7a57';

function attributesOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/([A-Za-z][A-Za-z0-9:-]*)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')/g)) {
    found.set(match[1] ?? '', match[2] ?? match[3] ?? '');
  }
  return found;
}
