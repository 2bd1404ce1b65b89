// SPDX-License-Identifier: AGPL-3.0-or-later

export interface HtmlInput {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

export interface HtmlForm {
  /** As written; empty when it posts to its own page. */
  readonly action: string;
  readonly inputs: readonly HtmlInput[];
}

export interface HtmlPage {
  readonly title: string;
  readonly forms: readonly HtmlForm[];
  /** Inputs outside of any form. */
  readonly looseInputs: readonly HtmlInput[];
  /** `<meta name content>`. */
  readonly metas: Readonly<Record<string, string>>;
  /** What a person would read, spaces collapsed. */
  readonly text: string;
}

interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly end: number;
}

/** What stands in these is not markup, and people do not read it. */
const RAW = new Set(['script', 'style', 'noscript', 'template', 'textarea', 'title']);

/** Reads as much of a page as signing in needs: one walk over its tags, in linear time. */
export function readHtml(html: string): HtmlPage {
  const forms: { action: string; inputs: HtmlInput[] }[] = [];
  const looseInputs: HtmlInput[] = [];
  const metas: Record<string, string> = {};
  const texts: string[] = [];
  let open: { action: string; inputs: HtmlInput[] } | null = null;
  let title = '';
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf('<', at);
    texts.push(html.slice(at, start === -1 ? undefined : start));
    if (start === -1) break;
    if (html.startsWith('<!--', start)) {
      const end = html.indexOf('-->', start + 4);
      at = end === -1 ? html.length : end + 3;
      continue;
    }
    const tag = readTag(html, start);
    if (!tag) {
      texts.push('<');
      at = start + 1;
      continue;
    }
    at = tag.end;
    texts.push(' ');
    if (tag.closing) {
      if (tag.name === 'form') open = null;
      continue;
    }
    const { attributes } = tag;
    if (RAW.has(tag.name)) {
      const close = closingTag(html, tag.name, at);
      const content = html.slice(at, close);
      if (tag.name === 'title' && title === '') title = collapsed(decodeEntities(content)).slice(0, 200);
      if (tag.name === 'textarea') {
        (open?.inputs ?? looseInputs).push({
          name: attributes.name ?? '',
          type: 'textarea',
          value: decodeEntities(content),
        });
      }
      at = close;
    } else if (tag.name === 'form') {
      open = { action: attributes.action ?? '', inputs: [] };
      forms.push(open);
    } else if (tag.name === 'input' && attributes.name) {
      const { name, value = '' } = attributes;
      (open?.inputs ?? looseInputs).push({ name, type: (attributes.type ?? 'text').toLowerCase(), value });
    } else if (tag.name === 'meta' && attributes.name) {
      metas[attributes.name] = attributes.content ?? '';
    }
  }
  return { title, forms, looseInputs, metas, text: collapsed(decodeEntities(texts.join(''))) };
}

/** The tag at a `<`; null when it is only a sign. */
function readTag(html: string, start: number): Tag | null {
  const opening = /<(\/?)([a-zA-Z][a-zA-Z0-9:-]*)|<[!?]/y;
  opening.lastIndex = start;
  const match = opening.exec(html);
  if (!match) return null;
  if (match[2] === undefined) {
    const end = html.indexOf('>', start);
    return { name: '!', closing: false, attributes: {}, end: end === -1 ? html.length : end + 1 };
  }
  const attributes: Record<string, string> = {};
  const attribute = /[\s/]*(?:([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?|(>)|(.))/sy;
  attribute.lastIndex = opening.lastIndex;
  for (let part = attribute.exec(html); part && part[5] === undefined; part = attribute.exec(html)) {
    const key = part[1]?.toLowerCase();
    if (key !== undefined && !Object.hasOwn(attributes, key)) {
      attributes[key] = decodeEntities(part[2] ?? part[3] ?? part[4] ?? '');
    }
  }
  return {
    name: match[2].toLowerCase(),
    closing: match[1] === '/',
    attributes,
    // A sticky expression that fails starts over at 0: the tag never ended.
    end: attribute.lastIndex === 0 ? html.length : attribute.lastIndex,
  };
}

function closingTag(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}[\\s/>]`, 'gi');
  close.lastIndex = from;
  return close.exec(html)?.index ?? html.length;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]{2,6}));/g,
    (whole, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * The form of a page that signs in: the one that posts to `action` (a path of the site), else the one that has the
 * field `field`. `pageUrl` is where the page was found.
 */
export function findForm(
  page: HtmlPage,
  asked: { action: string; field: string; pageUrl: URL },
): HtmlForm | null {
  const wanted = new URL(asked.action, asked.pageUrl);
  const target = (form: HtmlForm): URL | null => {
    try {
      return new URL(form.action === '' ? asked.pageUrl.href : form.action, asked.pageUrl);
    } catch {
      return null;
    }
  };
  const hasField = (form: HtmlForm) => form.inputs.some((input) => input.name === asked.field);
  const posting = page.forms.filter((form) => target(form)?.pathname === wanted.pathname);
  return posting.find(hasField) ?? page.forms.find(hasField) ?? posting[0] ?? null;
}

/** The value of the hidden field `name`: in the form, else anywhere in the page, else a meta of that name. */
export function findToken(page: HtmlPage, form: HtmlForm | null, name: string): string | null {
  const everywhere = [
    ...(form?.inputs ?? []),
    ...page.forms.flatMap((one) => one.inputs),
    ...page.looseInputs,
  ];
  return (
    everywhere.find((input) => input.name === name && input.value !== '')?.value ?? page.metas[name] ?? null
  );
}
