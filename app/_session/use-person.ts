// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useEffect, useState } from 'react';

export interface Person {
  name: string;
  email: string;
}

let asking: Promise<Person | null> | null = null;

/** Whoever asks while the answer is on its way waits for the same one. */
function askPerson(): Promise<Person | null> {
  asking ??= fetch('/api/auth/session')
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((session: { user?: { name?: string | null; email?: string | null } } | null) => {
      const user = session?.user;
      return user?.email ? { name: user.name ?? user.email, email: user.email } : null;
    })
    .catch(() => null)
    .finally(() => {
      asking = null;
    });
  return asking;
}

/** Who is signed in, for pages that are the same for everybody; 'asking' until the answer is there. */
export function usePerson(): Person | null | 'asking' {
  const [person, setPerson] = useState<Person | null | 'asking'>('asking');
  useEffect(() => {
    let isShown = true;
    void askPerson().then((found) => {
      if (isShown) setPerson(found);
    });
    return () => {
      isShown = false;
    };
  }, []);
  return person;
}
