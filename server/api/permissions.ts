// SPDX-License-Identifier: AGPL-3.0-or-later
import type { AnyProcedure, AnyRouter } from '@trpc/server';
import type { Role } from '#drizzle/schema/users.ts';
import { mayCall, organisationProcedure, type ProcedureMeta, router } from './trpc.ts';

/** Paths of the procedures that a role is refused, so that pages offer none of them. */
export function refusedTo(role: Role, of: AnyRouter): string[] {
  // tRPC types neither: procedures by their whole path, each with the meta that its builder was given.
  const procedures = of._def.procedures as Record<string, AnyProcedure & { _def: { meta?: ProcedureMeta } }>;
  return Object.keys(procedures).filter((path) => !mayCall(role, procedures[path]?._def.meta));
}

/** permissions.*: of the API that it is given. */
export const permissionsRouterOf = (of: AnyRouter) =>
  router({
    /** What the API refuses to the role of whoever asks; pages hide it. */
    refused: organisationProcedure.query(({ ctx }) => refusedTo(ctx.scope.role, of)),
  });
