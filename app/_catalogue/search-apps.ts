// SPDX-License-Identifier: AGPL-3.0-or-later

/** What the search of the catalogue knows of an app. */
export interface SearchableApp {
  id: string;
  title: string;
  summary: string;
  categories: string[];
  tags: string[];
  insteadOf: string[];
  goodFor: string[];
}

export interface Found {
  id: string;
  score: number;
  /** Why it was found when the card does not show it: "Instead of Feedly". */
  why: string | null;
}

/** Words that people use for the same need. Each line is one need. */
const NEEDS: string[][] = [
  ['website', 'site', 'blog', 'homepage', 'publish', 'cms', 'pages'],
  ['news', 'rss', 'feeds', 'feed', 'reader', 'press', 'atom'],
  ['calendar', 'agenda', 'caldav', 'appointments', 'schedule', 'dates'],
  ['contacts', 'addresses', 'carddav', 'addressbook'],
  ['automation', 'automate', 'workflow', 'flows', 'iot', 'connect', 'integrate', 'devices'],
  ['budget', 'expenses', 'money', 'finance', 'accounts', 'bills', 'costs', 'shared'],
  ['files', 'documents', 'storage', 'drive', 'notes'],
  ['projects', 'tasks', 'tickets', 'issues', 'kanban', 'todo'],
  ['chat', 'messages', 'messaging', 'talk'],
  ['newsletter', 'mailing', 'mail', 'email'],
];
const INSTEAD =
  /^(?:instead of|alternatives? to|alternatives? for|replace|replaces|replacement for|like|not)\s+(.+)$/;
const SMALL_WORDS = new Set(
  'a an the of to for and or my our your with in on i we need want something that do some app software'.split(
    ' ',
  ),
);

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text: string) =>
  plain(text)
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** Apps that answer a need, best first; all of them, in their order, for an empty question. */
export function searchApps(apps: SearchableApp[], question: string): Found[] {
  const asked = plain(question).trim().replace(/\s+/g, ' ');
  if (asked === '') return apps.map(({ id }) => ({ id, score: 0, why: null }));
  const replaced = INSTEAD.exec(asked)?.[1];
  const found = apps.map((app) => (replaced ? scoreReplacement(app, replaced) : scoreNeed(app, asked)));
  return found.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
}

function scoreReplacement(app: SearchableApp, product: string): Found {
  const name = app.insteadOf.find((each) => plain(each).includes(product));
  return {
    id: app.id,
    score: name === undefined ? 0 : 10,
    why: name === undefined ? null : `Instead of ${name}`,
  };
}

function scoreNeed(app: SearchableApp, asked: string): Found {
  const all = wordsOf(asked);
  const words = all.filter((word) => !SMALL_WORDS.has(word));
  const fields: { weight: number; words: string[] }[] = [
    { weight: 8, words: wordsOf(app.title) },
    { weight: 4, words: app.categories.flatMap(wordsOf) },
    { weight: 4, words: app.tags.flatMap(wordsOf) },
    { weight: 3, words: wordsOf(app.summary) },
    { weight: 2, words: app.goodFor.flatMap(wordsOf) },
    { weight: 2, words: app.insteadOf.flatMap(wordsOf) },
  ];
  let score = 0;
  for (const word of words.length > 0 ? words : all) {
    const direct = Math.max(...fields.map((field) => field.weight * matchOf(field.words, word)));
    const meant =
      direct > 0
        ? 0
        : meaningOf(word, fields[1]?.words ?? [], fields[2]?.words ?? [], fields[3]?.words ?? []);
    if (direct + meant === 0) return { id: app.id, score: 0, why: null };
    score += direct + meant;
  }
  const instead = app.insteadOf.find((each) => plain(each).includes(asked));
  return { id: app.id, score, why: instead === undefined ? null : `Instead of ${instead}` };
}

/** 1 for the word itself, 0.7 for one that starts so or differs by its ending. */
function matchOf(words: string[], word: string): number {
  let best = 0;
  for (const each of words) {
    if (each === word) return 1;
    if (
      each.startsWith(word) ||
      (word.length > 4 && each.length > 3 && word.startsWith(each.replace(/s$/, '')))
    )
      best = 0.7;
  }
  return best;
}

function meaningOf(word: string, ...fields: string[][]): number {
  const need = NEEDS.find((each) => matchOf(each, word) > 0);
  if (need === undefined) return 0;
  return fields.some((field) => field.some((each) => need.includes(each))) ? 1 : 0;
}
