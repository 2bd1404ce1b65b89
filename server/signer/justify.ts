// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { OperationKind, OperationState } from '#contract/operation.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RootdVerb } from '#contract/rootd-api.ts';
import type { TicketRequest } from './signer-protocol.ts';

/** What PostgreSQL says about a request. */
export interface Justification {
  readonly operation: {
    readonly kind: OperationKind;
    readonly state: OperationState;
    readonly host: string;
    readonly installation: string | null;
  } | null;
  readonly installation: { readonly host: string; readonly packageDigest: string } | null;
  readonly host: { readonly epoch: number } | null;
}

interface Permission {
  readonly running: readonly RootdVerb[];
  readonly undoing: readonly RootdVerb[];
}

/** Which verbs an operation of each kind may need a ticket for, while it goes forward and while it goes back. */
export const PERMITTED = {
  'connect-host': {
    running: ['authority.request', 'authority.install', 'trust.set', 'base.ensure'],
    undoing: [],
  },
  install: {
    running: [
      'trust.set',
      'base.ensure',
      'installation.reserve',
      'root.build',
      'addons.create',
      'installation.configure',
      'hook.run',
      'authority.request',
      'authority.install',
      'certificate.issue',
      'route.open',
    ],
    undoing: [
      'route.close',
      'certificate.remove',
      'installation.unconfigure',
      'addons.remove',
      'root.release',
      'installation.release',
    ],
  },
  restart: { running: [], undoing: [] },
  uninstall: {
    running: [
      'route.close',
      'certificate.remove',
      'installation.unconfigure',
      'addons.remove',
      'root.release',
      'installation.release',
    ],
    undoing: ['route.open'],
  },
  'disconnect-host': { running: [], undoing: [] },
} as const satisfies Record<OperationKind, Permission>;

/** Verbs about the host itself; their tickets name no installation and no package. */
const ABOUT_THE_HOST: readonly string[] = [
  'base.ensure',
  'authority.request',
  'authority.install',
  'trust.set',
] satisfies RootdVerb[];

/** Whether a ticket may be signed, and for which epoch. Pure. */
export function justify(
  request: TicketRequest,
  facts: Justification,
): Result<{ readonly epoch: number }, Failure> {
  const { operation, installation, host } = facts;
  if (operation === null) return refused('There is no such operation.');
  if (operation.state !== 'running' && operation.state !== 'undoing') {
    return refused(`The operation is not running; it is ${operation.state}.`);
  }
  if (operation.host !== request.host) return refused('The operation is about another server.');
  if (host === null) return refused('There is no such server.');

  const permitted: Permission = PERMITTED[operation.kind];
  if (!permitted[operation.state].some((verb) => verb === request.verb)) {
    return refused(
      `An ${operation.kind} operation that is ${operation.state} does not need ${request.verb}.`,
    );
  }
  if (ABOUT_THE_HOST.includes(request.verb)) {
    return request.installation === null && request.manifestDigest === null
      ? ok({ epoch: host.epoch })
      : refused(`${request.verb} is about the server itself, not about an installation.`);
  }
  if (request.installation === null || request.installation !== operation.installation) {
    return refused('The operation is about another installation.');
  }
  if (installation === null) return refused('There is no such installation.');
  if (installation.host !== request.host) return refused('The installation is on another server.');
  if (installation.packageDigest !== request.manifestDigest) {
    return refused('The package is not the one that was chosen.');
  }
  return ok({ epoch: host.epoch });
}

const refused = (why: string): Result<never, Failure> =>
  err(failure('ticket-refused', `The signer refused a permission. ${why}`));
