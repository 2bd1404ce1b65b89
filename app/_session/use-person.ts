// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useEffect, useState } from 'react';

export interface Person {
  name: string;
  email: string;
}

/** Who is signed in, for pages that are the same for everybody; 'asking' until the answer is there. */
export function usePerson(): Person | null | 'asking' {
  const [person, setPerson] = useState<Person | null | 'asking'>('asking');
  useEffect(() => {
    const abort = new AbortController();
    fetch('/api/auth/session', { signal: abort.signal })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((session: { user?: { name?: string | null; email?: string | null } } | null) => {
        const user = session?.user;
        setPerson(user?.email ? { name: user.name ?? user.email, email: user.email } : null);
      })
      .catch(() => {
        if (!abort.signal.aborted) setPerson(null);
      });
    return () => abort.abort();
  }, []);
  return person;
}
