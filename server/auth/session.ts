// SPDX-License-Identifier: AGPL-3.0-or-later
import { headers } from 'next/headers';
import { cache } from 'react';
import { webProcess } from '#server/api/web-process.ts';
import { signedInBy } from './authorise.ts';
import type { SignedIn } from './sessions.ts';

/** For server components: who is signed in, or null. Read once a request. Makes the page dynamic. */
export const currentSession: () => Promise<SignedIn | null> = cache(async () => {
  const cookie = (await headers()).get('cookie');
  return signedInBy(webProcess(), cookie);
});
