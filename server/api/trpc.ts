// SPDX-License-Identifier: AGPL-3.0-or-later
import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { ZodError } from 'zod';
import type { Role } from '#drizzle/schema/users.ts';
import { recordAudit } from '#server/audit/commands.ts';
import { scopeOf } from '#server/auth/authorise.ts';
import type { WorkerCaller } from '#server/worker-client/worker-port.ts';
import type { ApiContext } from './context.ts';
import { siteErrorDataOf } from './site-error-map.ts';

/** What a procedure says about itself, for who asks before calling it. */
export interface ProcedureMeta {
  /** Members with these roles may call it; missing: every member. */
  readonly roles?: readonly Role[];
}

/** The one rule of who may call what: the middleware asks it, and so does what pages show (./permissions.ts). */
export const mayCall = (role: Role, meta: ProcedureMeta | undefined): boolean =>
  meta?.roles?.includes(role) ?? true;

const t = initTRPC
  .context<ApiContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    isDev: false,
    errorFormatter({ shape, error }) {
      const invalidInput =
        error.code === 'BAD_REQUEST' && error.cause instanceof ZodError ? error.cause : null;
      const site = siteErrorDataOf(error, invalidInput);
      // A message of a bug may hold anything; the page gets ours.
      return {
        ...shape,
        message: site.message,
        data: { code: shape.data.code, httpStatus: shape.data.httpStatus, site },
      };
    },
    sse: {
      ping: { enabled: true, intervalMs: 10_000 },
      client: { reconnectAfterInactivityMs: 30_000 },
      maxDurationMs: 30 * 60_000,
    },
  });

export const router = t.router;
export const mergeRouters = t.mergeRouters;
export const createCallerFactory = t.createCallerFactory;

/** For signing up and for what everybody may see. Everything else is an organisation's. */
export const publicProcedure = t.procedure;

/**
 * What every procedure of an organisation is built with: gives `ctx.scope`, which queries and commands ask for, and
 * `ctx.caller` for the worker.
 * Mutations are written to the audit, also refused ones.
 */
export const organisationProcedure = t.procedure.use(async ({ ctx, next, path, type, getRawInput }) => {
  const { signedIn } = ctx;
  if (signedIn === null) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Please sign in.' });
  const scope = scopeOf(signedIn);
  const caller: WorkerCaller = { organisation: scope.organisation, user: scope.user.id };
  const result = await next({ ctx: { ...ctx, signedIn, scope, caller } });
  if (type === 'mutation') {
    await recordAudit(ctx.web.db, scope, {
      action: path,
      accepted: result.ok,
      input: await getRawInput(),
      output: result.ok ? result.data : null,
      address: ctx.visitor.address,
    });
  }
  return result;
});

/** For what changes hosts, apps or settings: viewers only look. */
export const adminProcedure = organisationProcedure
  .meta({ roles: ['owner', 'admin'] })
  .use(({ ctx, meta, next }) => {
    if (!mayCall(ctx.scope.role, meta)) {
      throw new TRPCError({ code: 'FORBIDDEN', message: 'You can look here, but not change anything.' });
    }
    return next({ ctx });
  });
