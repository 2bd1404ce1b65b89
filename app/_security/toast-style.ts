// SPDX-License-Identifier: AGPL-3.0-or-later

/** The one style element that sonner 2.0.8 puts into a page: empty at first, then filled. toast-style.test.ts says when it changes. */
export const TOAST_STYLE_HASHES = [
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='",
];
