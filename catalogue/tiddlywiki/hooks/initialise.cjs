// SPDX-License-Identifier: AGPL-3.0-or-later
// The notebook's folder: which plugins it has, and its first notes. Run again, it changes nothing.
const { existsSync, mkdirSync, writeFileSync } = require('node:fs');

const {
  WIKI_TITLE: title = '',
  WIKI_SUBTITLE: subtitle = '',
  WIKI_LANGUAGE: language = 'en-GB',
} = process.env;
const isEnglish = language === 'en-GB';
mkdirSync('/data/wiki/tiddlers', { recursive: true });

function once(file, text) {
  if (!existsSync(file)) writeFileSync(file, text);
}

const note = (name, file, text) => once(`/data/wiki/tiddlers/${file}.tid`, `title: ${name}\n\n${text}`);
note('$:/SiteTitle', '$__SiteTitle', title);
note('$:/SiteSubtitle', '$__SiteSubtitle', subtitle);
if (!isEnglish) note('$:/language', '$__language', `$:/languages/${language}`);

// Last: with it the folder is a notebook.
const info = {
  description: title,
  plugins: ['tiddlywiki/tiddlyweb', 'tiddlywiki/filesystem', 'tiddlywiki/highlight', 'tiddlywiki/markdown'],
  themes: ['tiddlywiki/vanilla', 'tiddlywiki/snowwhite'],
  languages: isEnglish ? [] : [language],
};
once('/data/wiki/tiddlywiki.info', `${JSON.stringify(info, null, 2)}\n`);
