// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { backupId, backupTargetId } from '#contract/backup.ts';
import { domainName, installationId } from '#contract/ids.ts';
import type { OperationKind } from '#contract/operation.ts';
import { certificateIssuer } from '#contract/rootd-api.ts';

const nothing = z.object({});

/**
 * What `operations.input` holds for each kind, as web writes it: what a person asked for, never a secret. Further keys
 * are for the page and for trying again.
 */
const INPUTS = {
  'connect-host': nothing,
  /** `deleteBackups`: those on its disk too. */
  'disconnect-host': z.object({ deleteBackups: z.boolean().default(false) }),
  install: nothing,
  restart: nothing,
  uninstall: z.object({ lastBackup: z.boolean().default(false) }),
  /** `retain`: keep retention in what other servers store there. */
  'open-store': z.object({ retain: z.boolean().default(false) }),
  backup: nothing,
  'set-backup-plan': z.object({ forget: backupId.optional(), deleteKept: z.boolean().default(false) }),
  restore: z.object({ backup: backupId, target: backupTargetId.nullable().default(null) }),
  'install-from-backup': z.object({
    from: installationId,
    backup: backupId,
    target: backupTargetId.nullable().default(null),
  }),
  update: nothing,
  'roll-back': z.object({ withData: z.boolean() }),
  'change-domain': z.object({ domain: domainName }),
  'reset-password': nothing,
  'set-certificate': z.object({ issuer: certificateIssuer }),
} as const satisfies Record<OperationKind, z.ZodType>;

export type OperationInput = {
  [Kind in OperationKind]: { readonly kind: Kind } & Readonly<z.output<(typeof INPUTS)[Kind]>>;
}[OperationKind];

/** Throws for an input that web should not have written. */
export function operationInput(kind: OperationKind, input: unknown): OperationInput {
  return { kind, ...INPUTS[kind].parse(input) } as OperationInput;
}
