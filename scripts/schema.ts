// SPDX-License-Identifier: AGPL-3.0-or-later
import { writeFileSync } from 'node:fs';
import { manifestJsonSchema } from '#contract/manifest/json-schema.ts';

// `npm run schema`: writes contract/hop3.schema.json from the zod schema; a unit test fails when it is older.
writeFileSync(new URL('../contract/hop3.schema.json', import.meta.url), manifestJsonSchema());
console.log('contract/hop3.schema.json is written.');
