// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { OperationKind, OperationState } from '#contract/operation.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RootdVerb } from '#contract/rootd-api.ts';
import type { DoorVerb } from '#contract/runtime-door.ts';
import type { TicketRequest } from './signer-protocol.ts';

/** What PostgreSQL says about a request. */
export interface Justification {
  readonly operation: {
    readonly kind: OperationKind;
    readonly state: OperationState;
    readonly host: string;
    readonly installation: string | null;
    /** The copy on which an update is rehearsed. */
    readonly rehearsal: string | null;
    /** Digest of the package that it changes to. */
    readonly packageDigest: string | null;
  } | null;
  readonly installation: { readonly host: string; readonly packageDigest: string } | null;
  readonly host: { readonly epoch: number } | null;
}

/** A verb of the part that acts as root, or of the door by which our program is taken off a host. */
type TicketVerb = RootdVerb | Extract<DoorVerb, 'runtime.remove'>;

interface Permission {
  readonly running: readonly TicketVerb[];
  readonly undoing: readonly TicketVerb[];
}

/** What is taken away of an installation that never was, or is to be no more. */
const REMOVING = [
  'route.close',
  'certificate.remove',
  'installation.unconfigure',
  'addons.remove',
  'root.release',
  'installation.release',
] as const satisfies readonly RootdVerb[];

/** What a rehearsal does to the copy that it makes and removes; nothing of it for the installation itself. */
const REHEARSAL = {
  running: [
    'installation.reserve',
    'root.build',
    'addons.create',
    'installation.configure',
    'state.restore',
    'state.switch',
    'hook.run',
    'installation.unconfigure',
    'addons.remove',
    'root.release',
    'installation.release',
  ],
  undoing: ['installation.unconfigure', 'addons.remove', 'root.release', 'installation.release'],
} as const satisfies Permission;

/** Data and release of a backup, or of before, are put in the place of what is there. */
const PUTTING_BACK = {
  running: [
    'backup.inspect',
    'state.restore',
    'release.prepare',
    'root.restore',
    'trust.set',
    'base.ensure',
    'root.build',
    'backup.plan-set',
    'release.switch',
    'addons.create',
    'installation.configure',
    'state.switch',
    'hook.run',
  ],
  undoing: ['state.switch', 'release.switch', 'installation.configure', 'release.drop', 'state.discard'],
} as const satisfies Permission;

/** Which verbs an operation of each kind may need a ticket for, while it goes forward and while it goes back. */
export const PERMITTED = {
  'connect-host': {
    running: ['authority.request', 'authority.install', 'trust.set', 'base.ensure'],
    undoing: ['runtime.remove'],
  },
  install: {
    running: [
      'trust.set',
      'base.ensure',
      'installation.reserve',
      'root.build',
      'installation.prepare',
      'addons.create',
      'installation.configure',
      'hook.run',
      'backup.plan-set',
      'acme.set',
      'authority.request',
      'authority.install',
      'certificate.issue',
      'route.open',
    ],
    undoing: [...REMOVING, 'backup.delete'],
  },
  restart: { running: [], undoing: [] },
  uninstall: { running: ['backup.plan-set', ...REMOVING], undoing: ['route.open'] },
  'disconnect-host': { running: ['runtime.remove'], undoing: [] },
  'open-store': { running: ['store.set', 'store.retain'], undoing: [] },
  backup: { running: ['backup.plan-set'], undoing: [] },
  'set-backup-plan': { running: ['backup.plan-set', 'backup.forget', 'backup.delete'], undoing: [] },
  restore: PUTTING_BACK,
  'install-from-backup': {
    running: [
      'backup.inspect',
      'installation.reserve',
      'root.restore',
      'trust.set',
      'base.ensure',
      'root.build',
      'addons.create',
      'installation.configure',
      'state.restore',
      'state.switch',
      'hook.run',
      'backup.plan-set',
      'acme.set',
      'authority.request',
      'authority.install',
      'certificate.issue',
      'route.open',
    ],
    undoing: [...REMOVING, 'state.switch', 'state.discard', 'backup.delete'],
  },
  update: {
    running: [
      'release.prepare',
      'trust.set',
      'base.ensure',
      'root.build',
      'backup.plan-set',
      'release.switch',
      'addons.create',
      'installation.configure',
      'hook.run',
    ],
    undoing: [
      'release.switch',
      'installation.configure',
      // Data goes back by itself while nobody is in.
      'state.restore',
      'state.switch',
      'release.drop',
    ],
  },
  'roll-back': PUTTING_BACK,
  'change-domain': {
    running: [
      'acme.set',
      'authority.request',
      'authority.install',
      'certificate.issue',
      'installation.readdress',
      'hook.run',
      'route.open',
      'certificate.remove',
    ],
    undoing: ['installation.readdress', 'hook.run', 'route.open', 'certificate.remove'],
  },
  'reset-password': { running: ['hook.run'], undoing: ['hook.run'] },
  'set-certificate': {
    running: ['acme.set', 'authority.request', 'authority.install', 'certificate.issue'],
    undoing: ['acme.set', 'authority.request', 'authority.install', 'certificate.issue'],
  },
} as const satisfies Record<OperationKind, Permission>;

/** Verbs about the host itself; their tickets name no installation and no package. */
const ABOUT_THE_HOST: readonly string[] = [
  'base.ensure',
  'authority.request',
  'authority.install',
  'trust.set',
  'acme.set',
  'store.set',
  'store.retain',
  'runtime.remove',
] satisfies TicketVerb[];

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

  const isRehearsal = request.installation !== null && request.installation === operation.rehearsal;
  const permitted: Permission = isRehearsal ? REHEARSAL : PERMITTED[operation.kind];
  if (!permitted[operation.state].some((verb) => verb === request.verb)) {
    const what = isRehearsal ? 'A rehearsal' : `An ${operation.kind} operation`;
    return refused(`${what} that is ${operation.state} does not need ${request.verb}.`);
  }
  if (ABOUT_THE_HOST.includes(request.verb)) {
    return request.installation === null && request.manifestDigest === null
      ? ok({ epoch: host.epoch })
      : refused(`${request.verb} is about the server itself, not about an installation.`);
  }
  const digest = request.manifestDigest;
  const isTarget = digest !== null && digest === operation.packageDigest;
  if (isRehearsal) {
    return isTarget ? ok({ epoch: host.epoch }) : refused('The package is not the one that is rehearsed.');
  }
  if (request.installation === null || request.installation !== operation.installation) {
    return refused('The operation is about another installation.');
  }
  if (installation === null) return refused('There is no such installation.');
  if (installation.host !== request.host) return refused('The installation is on another server.');
  if (installation.packageDigest !== digest && !isTarget) {
    return refused('The package is not the one that was chosen.');
  }
  return ok({ epoch: host.epoch });
}

const refused = (why: string): Result<never, Failure> =>
  err(failure('ticket-refused', `The signer refused a permission. ${why}`));
