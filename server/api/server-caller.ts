// SPDX-License-Identifier: AGPL-3.0-or-later
import { headers } from 'next/headers';
import { cache } from 'react';
import { contextOf } from './context.ts';
import { createCaller } from './root.ts';
import { webProcess } from './web-process.ts';

/** For server components: the API called directly, as the person who asked for the page. */
export const serverCaller = cache(async () =>
  createCaller(await contextOf(webProcess(), new Headers(await headers()))),
);
