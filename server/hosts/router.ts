// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { hostId } from '#contract/ids.ts';
import { connectHostInput } from '#contract/site-api/hosts.ts';
import { orRefuse, refusal } from '#server/api/site-error-map.ts';
import { adminProcedure, organisationProcedure, router } from '#server/api/trpc.ts';
import { connectHost, disconnectHost, letGoOfHost, renameHost } from './commands.ts';
import { findHost, listHosts } from './queries.ts';

const ofHost = z.strictObject({ host: hostId });

export const hostsRouter = router({
  list: organisationProcedure.query(({ ctx }) => listHosts(ctx.web.db, ctx.scope)),

  byId: organisationProcedure.input(ofHost).query(async ({ ctx, input }) => {
    const host = await findHost(ctx.web.db, ctx.scope, input.host);
    if (host === null) throw refusal({ kind: 'not-found', what: 'server' });
    return host;
  }),

  /** One line for ~/.ssh/authorized_keys. */
  ourPublicKey: organisationProcedure.query(async ({ ctx }) => {
    const identity = orRefuse(await ctx.web.worker.identity(ctx.caller));
    return { publicKey: identity.sshPublicKey };
  }),

  /** The practice server of this computer that can be connected; null when there is none or it is connected. */
  offer: organisationProcedure.query(async ({ ctx }) => {
    const offered = orRefuse(await ctx.web.worker.practiceHost(ctx.caller));
    if (offered === null) return null;
    const hosts = await listHosts(ctx.web.db, ctx.scope);
    if (hosts.some((host) => host.address === offered.address && host.sshPort === offered.sshPort))
      return null;
    return { name: offered.name, domainSuffix: offered.domainSuffix, publicPort: offered.publicPort };
  }),

  /** The key that the server shows, for a person to compare before connecting. */
  probe: adminProcedure
    .input(
      z.strictObject({
        address: z.string().trim().min(1, 'A name or an address').max(253),
        port: z.int().min(1).max(65_535).default(22),
      }),
    )
    .query(async ({ ctx, input }) => orRefuse(await ctx.web.worker.probeHost(ctx.caller, input))),

  /** → { operation, host } */
  connect: adminProcedure.input(connectHostInput).mutation(async ({ ctx, input }) => {
    const { db, worker } = ctx.web;
    return orRefuse(await connectHost({ db, worker, scope: ctx.scope, input }));
  }),

  rename: adminProcedure
    .input(
      z.strictObject({
        host: hostId,
        name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'lowercase letters, digits and hyphens'),
      }),
    )
    .mutation(async ({ ctx, input }) =>
      orRefuse(await renameHost({ db: ctx.web.db, scope: ctx.scope, input })),
    ),

  /** `deleteBackups`: the backups on its disk may go. → { operation, host } */
  disconnect: adminProcedure
    .input(z.strictObject({ host: hostId, deleteBackups: z.boolean().default(false) }))
    .mutation(async ({ ctx, input }) =>
      orRefuse(await disconnectHost({ db: ctx.web.db, scope: ctx.scope, input })),
    ),

  /** A server that is lost, with what was on it; its backups elsewhere stay. `confirm`: its name. → { operation, host } */
  letGo: adminProcedure
    .input(z.strictObject({ host: hostId, confirm: z.string().max(60) }))
    .mutation(async ({ ctx, input }) =>
      orRefuse(await letGoOfHost({ db: ctx.web.db, scope: ctx.scope, input })),
    ),
});
