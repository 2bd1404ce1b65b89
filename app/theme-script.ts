// SPDX-License-Identifier: AGPL-3.0-or-later

/** Name under which a browser keeps its choice: light, dark, or nothing for the system's. */
export const THEME_KEY = 'theme';

/**
 * Sets the theme before the first paint. Inlined in the root layout and allowed by its hash, so it must stay one
 * constant text.
 */
export const themeScript =
  "try{var t=localStorage.getItem('theme');document.documentElement.dataset.theme=t==='light'||t==='dark'?t:matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light'}catch{document.documentElement.dataset.theme='light'}";
