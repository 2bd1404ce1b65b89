// SPDX-License-Identifier: AGPL-3.0-or-later
import { err, ok } from '#contract/result.ts';
import {
  type Begun,
  beginOperation,
  type InstallationCommand,
} from '#server/installations/begin-operation.ts';
import type { CataloguePort } from '#server/installations/catalogue-port.ts';
import { mayChange } from '#server/installations/policy.ts';
import { newRehearsal } from '#server/operations/commands.ts';
import { mayRollBack, packageToTake } from './policy.ts';
import { releaseOf } from './queries.ts';

const NOT_FOUND = { kind: 'not-found', what: 'app' } as const;

/** To the package with the digest that was asked for; the worker tries it on a copy first. */
export function update({
  catalogue,
  packageDigest: asked,
  ...command
}: InstallationCommand & { catalogue: CataloguePort; packageDigest: string }): Promise<Begun> {
  return beginOperation(command, async (tx, head) => {
    const allowed = mayChange(head);
    if (!allowed.ok) return allowed;
    const installed = await releaseOf(tx, command.scope, head.id);
    if (installed === null) return err(NOT_FOUND);
    const taken = packageToTake({ asked, installed, offered: await catalogue.load(head.app) });
    if (!taken.ok) return taken;
    const { package: pack, packageDigest } = taken.value;
    return ok({ kind: 'update', input: {}, package: pack, packageDigest, rehearsalId: newRehearsal() });
  });
}

/** To the release before. */
export function rollBack({
  withData,
  ...command
}: InstallationCommand & { withData: boolean }): Promise<Begun> {
  return beginOperation(command, async (tx, head) => {
    const allowed = mayChange(head);
    if (!allowed.ok) return allowed;
    const installed = await releaseOf(tx, command.scope, head.id);
    if (installed === null) return err(NOT_FOUND);
    const before = mayRollBack(installed.previousRelease, withData);
    if (!before.ok) return before;
    const { package: pack, packageDigest } = before.value;
    return ok({ kind: 'roll-back', input: { withData }, package: pack, packageDigest });
  });
}
