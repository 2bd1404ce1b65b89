// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationId } from '#contract/ids.ts';
import type { OperationKind } from '#contract/operation.ts';
import { operationInput } from './operation-input.ts';
import type { HostSubject, InstallationSubject, OperationFacts } from './step.ts';

/** Facts of an operation that changes to no release and starts from no backup. */
export function plainFacts(of: {
  readonly operation: OperationId;
  readonly kind: OperationKind;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly host: HostSubject;
  readonly installation: InstallationSubject | null;
}): OperationFacts {
  const { operation, kind, input = {}, host, installation } = of;
  return {
    ...{ operation, kind, host, installation },
    input: operationInput(kind, input),
    ...{ target: null, rehearsal: null, backup: null },
  };
}
