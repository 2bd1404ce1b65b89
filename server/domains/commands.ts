// SPDX-License-Identifier: AGPL-3.0-or-later
import { eq } from 'drizzle-orm';
import { err, ok } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { violatedUnique } from '#server/database/connection.ts';
import { hostRow } from '#server/hosts/queries.ts';
import {
  type Begun,
  beginOperation,
  type InstallationCommand,
} from '#server/installations/begin-operation.ts';
import { DOMAIN_TAKEN, mayChange } from '#server/installations/policy.ts';
import { mayIssueFrom, mayMoveTo } from './policy.ts';

const NO_HOST = { kind: 'not-found', what: 'server' } as const;

/** Claims the address for the whole site and writes the intent; the worker lets go of the old one, or of this one. */
export async function changeDomain({
  domain,
  ...command
}: InstallationCommand & { domain: string }): Promise<Begun> {
  try {
    return await beginOperation(command, async (tx, head) => {
      const allowed = mayChange(head);
      if (!allowed.ok) return allowed;
      const host = await hostRow(tx, command.scope, head.hostId);
      if (host === null) return err(NO_HOST);
      const fits = mayMoveTo({ host, current: head.domain }, domain);
      if (!fits.ok) return fits;
      await tx.update(installations).set({ wantedDomain: domain }).where(eq(installations.id, head.id));
      return ok({ kind: 'change-domain', input: { domain } });
    });
  } catch (error) {
    const index = violatedUnique(error);
    if (index === 'installations_domain' || index === 'installations_wanted_domain') return err(DOMAIN_TAKEN);
    throw error;
  }
}

/** Gets a certificate from the issuer, also from the one that it has: to try again now. */
export function setCertificate({
  issuer,
  ...command
}: InstallationCommand & { issuer: CertificateIssuer }): Promise<Begun> {
  return beginOperation(command, async (tx, head) => {
    const allowed = mayChange(head);
    if (!allowed.ok) return allowed;
    const host = await hostRow(tx, command.scope, head.hostId);
    if (host === null) return err(NO_HOST);
    const possible = mayIssueFrom(host, issuer);
    return possible.ok ? ok({ kind: 'set-certificate', input: { issuer } }) : possible;
  });
}
