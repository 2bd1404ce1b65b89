// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { contentPolicy, hashSource } from './content-policy.ts';
import { TOAST_STYLE_HASHES } from './toast-style.ts';

/*
 * Runs after `next build`: reads the pages that were made once and writes into the build's routes-manifest.json, for
 * each of them, a content security policy with the hashes of its own inline scripts. Pages made for each request get
 * a nonce from proxy.ts instead.
 */

interface HeaderRoute {
  source: string;
  headers: { key: string; value: string }[];
  regex: string;
}

/** Texts of the inline scripts of a page. */
export function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
}

/** `/apps/miniflux` of `apps/miniflux.html`; `/` of `index.html`. */
export function pagePath(file: string): string {
  const path = `/${file
    .split(sep)
    .join('/')
    .replace(/\.html$/, '')}`;
  return path === '/index' ? '/' : path;
}

// From a public page one comes to the others without a new document, under the same policy: so their styles too.
const policyOf = (html: string): string =>
  contentPolicy({ scripts: [...new Set(inlineScripts(html).map(hashSource))], styles: TOAST_STYLE_HASHES });

function headerRoute(source: string, regex: string, html: string): HeaderRoute {
  return { source, regex, headers: [{ key: 'Content-Security-Policy', value: policyOf(html) }] };
}

/** Pages by their path; `/_not-found` is what any other address shows (files of the build need no policy). */
export function headerRoutes(pages: Map<string, string>): HeaderRoute[] {
  const routes: HeaderRoute[] = [];
  const notFound = pages.get('/_not-found');
  if (notFound !== undefined) routes.push(headerRoute('/((?!_next/).*)', '^(?:/((?!_next/).*))$', notFound));
  for (const [path, html] of pages) {
    if (path.startsWith('/_')) continue;
    const escaped = path.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    routes.push(headerRoute(path, path === '/' ? '^/$' : `^${escaped}/?$`, html));
  }
  return routes;
}

/** `buildDirectory`: .next. Both the build and its standalone copy are written. Safe to run twice. */
export function writePagePolicies(buildDirectory: string): void {
  const folder = join(buildDirectory, 'server', 'app');
  const pages = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.html')) continue;
    const path = join(entry.parentPath, entry.name);
    pages.set(pagePath(relative(folder, path)), readFileSync(path, 'utf8'));
  }
  const routes = headerRoutes(pages);
  for (const directory of [buildDirectory, join(buildDirectory, 'standalone', '.next')]) {
    const file = join(directory, 'routes-manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { headers: HeaderRoute[] };
    const kept = manifest.headers.filter(({ headers }) =>
      headers.every(({ key }) => key !== 'Content-Security-Policy'),
    );
    writeFileSync(file, JSON.stringify({ ...manifest, headers: [...kept, ...routes] }));
  }
}
