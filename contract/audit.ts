// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { hostId, installationId, operationId } from './ids.ts';

/** A row of audit.list: who asked for what, newest first. */
export const auditView = z.strictObject({
  id: z.uuid(),
  atMs: z.int(),
  userName: z.string(),
  /** Procedure such as installations.install. */
  action: z.string(),
  accepted: z.boolean(),
  installation: installationId.nullable(),
  host: hostId.nullable(),
  operation: operationId.nullable(),
  /** Answers that are no secrets: title, domain, name, address … */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type AuditView = z.infer<typeof auditView>;
