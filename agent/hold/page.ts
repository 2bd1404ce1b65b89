// SPDX-License-Identifier: AGPL-3.0-or-later

export type PageName = 'closed' | 'away' | 'unanswered';

interface Page {
  readonly status: 502 | 503;
  readonly retryAfterSeconds: number | null;
  readonly title: string;
  readonly text: string;
}

/** What visitors read instead of the app; nothing of the inside is in it. */
export const PAGES: Readonly<Record<PageName, Page>> = {
  closed: {
    status: 503,
    retryAfterSeconds: 30,
    title: 'Back in a few minutes',
    text: 'This site is being worked on. Nothing of yours is lost. This page looks again by itself.',
  },
  away: {
    status: 503,
    retryAfterSeconds: 15,
    title: 'Not here at the moment',
    text: 'This site is switched off or starting again. This page looks again by itself.',
  },
  unanswered: {
    status: 502,
    retryAfterSeconds: null,
    title: 'No answer came',
    text: 'The site broke off before it answered. If you were saving something, look whether it is there before you send it again.',
  },
};

const STYLE = `:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;font:1.125rem/1.6 system-ui,sans-serif;background:Canvas;color:CanvasText}main{max-width:34rem;padding:2rem}h1{font-size:1.75rem;line-height:1.2;margin:0 0 .75rem}p{margin:0}`;

export function renderPage(name: PageName, wantsHtml: boolean): { type: string; body: string } {
  const { title, text, retryAfterSeconds } = PAGES[name];
  if (!wantsHtml) return { type: 'text/plain; charset=utf-8', body: `${title}. ${text}\n` };
  const refresh =
    retryAfterSeconds === null ? '' : `<meta http-equiv="refresh" content="${retryAfterSeconds}">`;
  return {
    type: 'text/html; charset=utf-8',
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">${refresh}
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`,
  };
}

/** The style stands in the page; nothing else may be loaded or run. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
