// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run sandbox -- up|list|ssh|down [name]`.
import '#sandbox/cli.ts';
