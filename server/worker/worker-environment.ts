// SPDX-License-Identifier: AGPL-3.0-or-later
import { join } from 'node:path';
import { z } from 'zod';
import { agentDirectory, processEnvironment } from '#server/home.ts';

/** What the worker is started with. Relative to the working directory: where the build, or the checkout, is. */
export const workerEnvironment = processEnvironment.extend({
  ...agentDirectory,
  HOP3_CATALOGUE: z.string().default(() => join(process.cwd(), 'catalogue')),
  /** Registries that hosts shall use, where this computer's configuration names others than the tools' defaults. */
  HOP3_NPM_REGISTRY: z.url().optional(),
  HOP3_PIP_INDEX_URL: z.url().optional(),
  HOP3_GO_PROXY: z.url().optional(),
  HOP3_MAVEN_REPOSITORY: z.url().optional(),
});
export type WorkerEnvironment = z.infer<typeof workerEnvironment>;
