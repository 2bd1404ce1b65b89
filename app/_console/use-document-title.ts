// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useEffect } from 'react';

/** Names the tab after what only the browser knows; the page's own title stands until then. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Hop3`;
  }, [title]);
}
