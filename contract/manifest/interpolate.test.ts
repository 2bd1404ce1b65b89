// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { interpolate, interpolateJson, referencedNames } from './interpolate.ts';

const hostile = `a'b"c\\d</script> $(id) \${url} ; rm -rf / %s`;
const scope = { url: 'https://x.example', 'settings.title': hostile, 'secrets.KEY': 'k' };
const value = (template: string) => {
  const done = interpolate(template, scope);
  return done.ok ? done.value : done.error.code;
};

describe('interpolation', () => {
  it('puts values in and never looks at them again', () => {
    expect(value('<${url}> ${settings.title}')).toBe(`<https://x.example> ${hostile}`);
  });

  it('keeps $${ as a literal, and everything else with a dollar', () => {
    expect(value('$${url} $url $5 $$ {url}')).toBe('${url} $url $5 $$ {url}');
  });

  it('refuses unknown names, unknown filters and broken references', () => {
    expect(value('${nothing}')).toBe('unknown-name');
    expect(value('${toString}')).toBe('unknown-name');
    expect(value('${url|yaml}')).toBe('unknown-filter');
    expect(value('${url')).toBe('malformed');
    expect(value('${a b}')).toBe('malformed');
    expect(value('${}')).toBe('malformed');
  });

  it('encodes for JSON, PHP and URLs so that the value comes back unchanged', () => {
    const json = value('${settings.title|json}');
    expect(JSON.parse(json)).toBe(hostile);
    expect(json).not.toContain('</script');
    expect(value('${settings.title|php}')).toBe(
      `'${hostile.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
    );
    expect(decodeURIComponent(value('${settings.title|url}'))).toBe(hostile);
  });

  it('refuses what an ini file cannot hold', () => {
    const ini = (title: string) => interpolate('x = ${t|ini}', { t: title });
    expect(ini('My site é')).toEqual({ ok: true, value: 'x = My site é' });
    for (const bad of ['a\nb', 'a;b', '#a', '[a]', ' a', 'a"b']) expect(ini(bad).ok, bad).toBe(false);
  });

  it('goes through JSON without touching keys, numbers and nulls', () => {
    expect(interpolateJson({ '${url}': ['${url}', 1, null, { a: '${secrets.KEY}' }] }, scope)).toEqual({
      ok: true,
      value: { '${url}': ['https://x.example', 1, null, { a: 'k' }] },
    });
  });

  it('lists names once', () => {
    expect(referencedNames('${url} ${settings.title|php} ${url} $${no}')).toEqual(['url', 'settings.title']);
  });

  it('is linear in the length of a template', () => {
    const start = performance.now();
    value('${'.repeat(200_000));
    value(`$\{${'a'.repeat(400_000)}`);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
