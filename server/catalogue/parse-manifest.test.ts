// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifestSchema } from '#contract/manifest/manifest.ts';
import { problemLine } from './package-problem.ts';
import { parseManifest } from './parse-manifest.ts';

const golden = new URL('./golden/', import.meta.url);

const MINIMAL = `
[metadata]
id = "news"
version = "1.0.0"
title = "News"
summary = "Reads the news"
license = "MIT"
categories = ["reading"]
[source]
type = "apt"
package = "news"
version = "~2.2"
`;

const linesOf = (text: string) => {
  const parsed = parseManifest(text);
  return parsed.ok ? [] : parsed.error.map(problemLine);
};

describe('a wrong hop3.toml', () => {
  const names = readdirSync(golden).filter((name) => name.endsWith('.toml'));
  it.each(names)('%s is refused with the place and the name of each mistake', async (name) => {
    const text = readFileSync(new URL(name, golden), 'utf8');
    await expect(`${linesOf(text).join('\n')}\n`).toMatchFileSnapshot(
      new URL(name.replace('.toml', '.errors.txt'), golden).pathname,
    );
  });

  it('says how a process must be started when nothing does', () => {
    expect(linesOf(MINIMAL)).toEqual([
      'hop3.toml:1:1 run: exactly one web process, or [run] start, or [php], or [build] document-root for files only',
    ]);
  });

  it.each(['\\u0000', '\\u0007', '\\u001b', '\\u007f', '\\u0085', '\\u2028'])(
    'refuses %s in every text',
    (sign) => {
      for (const [key, text] of [
        ['metadata.title', MINIMAL.replace('title = "News"', `title = "Ne${sign}ws"`)],
        ['metadata.summary', MINIMAL.replace('summary = "Reads', `summary = "Reads${sign}`)],
        ['source.package', MINIMAL.replace('package = "news"', `package = "ne${sign}ws"`)],
        ['run.start', `${MINIMAL}[run]\nstart = "/usr/bin/news ${sign}"`],
        ['env.A', `${MINIMAL}[run]\nstart = "/usr/bin/news"\n[env]\nA = "x${sign}"`],
        [
          'settings.a.default',
          `${MINIMAL}[run]\nstart = "/x"\n[settings.a]\ntype = "text"\ntitle = "A"\ndefault = "${sign}"`,
        ],
      ] as const) {
        const parsed = parseManifest(text);
        expect(parsed.ok ? [] : parsed.error.map((problem) => problem.key), key).toContain(key);
      }
    },
  );

  it('cannot reach the prototype of anything', () => {
    const text = `${MINIMAL}[run]\nstart = "/x"\n[env]\n"__proto__" = { key = "url" }\n`;
    const parsed = parseManifest(text);
    expect(({} as Record<string, unknown>)['key']).toBeUndefined();
    expect(parsed.ok ? Object.keys(parsed.value.manifest.env) : []).toEqual([]);
    expect(parsed.ok && Object.getPrototypeOf(parsed.value.manifest.env)).not.toMatchObject({ key: 'url' });
  });
});

describe('a right hop3.toml', () => {
  it('gets its defaults, and parsing them again changes nothing', () => {
    const parsed = parseManifest(`${MINIMAL}[run]\nstart = ["/usr/bin/news"]`);
    expect(parsed.ok).toBe(true);
    if (!parsed.ok) return;
    expect(parsed.value.manifest.source).toMatchObject({ suite: 'trixie', with: [] });
    expect(parsed.value.manifest.limits.memory).toBe('512M');
    expect(manifestSchema.parse(JSON.parse(JSON.stringify(parsed.value.manifest)))).toEqual(
      parsed.value.manifest,
    );
  });

  it('keeps a command as it is written', () => {
    const line = `while sleep 1; do echo "$URL" '\${not}' | cat; done`;
    const parsed = parseManifest(`${MINIMAL}[run]\nstart = ${JSON.stringify(line)}`);
    expect(parsed.ok && parsed.value.manifest.run.start).toBe(line);
  });
});
