// SPDX-License-Identifier: AGPL-3.0-or-later
import type { SignedIn } from '#server/auth/sessions.ts';
import { refusedTo } from './permissions.ts';
import { appRouter } from './root.ts';

/** For server components: the procedures that the API refuses to who is signed in. */
export const refusedToSession = ({ role }: SignedIn): string[] => refusedTo(role, appRouter);
