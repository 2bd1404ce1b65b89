// SPDX-License-Identifier: AGPL-3.0-or-later
import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { HostFacts } from '#contract/agent-api.ts';
import type { HostId, OrganisationId } from '#contract/ids.ts';
import { organisations } from './organisations.ts';

/** The states of a host's view, and the two in which no list shows it: its rows stay for its operations. */
export type HostRowState =
  | 'connecting'
  | 'connected'
  | 'unreachable'
  | 'disconnecting'
  | 'connect-failed'
  | 'removed';

/** A server. `organisationId` null: shared by the operator of the site with every organisation. */
export const hosts = pgTable('hosts', {
  id: uuid().$type<HostId>().primaryKey(),
  organisationId: uuid('organisation_id')
    .$type<OrganisationId>()
    .references(() => organisations.id),
  name: text().notNull(),
  kind: text().$type<'sandbox' | 'remote'>().notNull(),
  state: text().$type<HostRowState>().notNull(),
  address: text().notNull(),
  sshPort: integer('ssh_port').notNull(),
  /** User of the first sign-in; the agent has users of its own afterwards. */
  sshUser: text('ssh_user').notNull(),
  /** Pinned: `ssh-ed25519 AAAA…`. */
  hostKey: text('host_key').notNull(),
  hostKeyFingerprint: text('host_key_fingerprint').notNull(),
  domainSuffix: text('domain_suffix'),
  publicPort: integer('public_port').notNull(),
  facts: jsonb().$type<HostFacts>(),
  factsAt: timestamp('facts_at', { withTimezone: true }),
  /** sha256 of the runtime and agent bundle that were last installed there. */
  runtimeDigest: text('runtime_digest'),
  agentContract: integer('agent_contract'),
  /** End of the intermediate that we signed for it last; null: not known, it is signed again when it is next needed. */
  authorityNotAfter: timestamp('authority_not_after', { withTimezone: true }),
  /** Epoch of the control plane; hosts refuse smaller ones than they have seen. */
  epoch: integer().notNull().default(1),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  connectedAt: timestamp('connected_at', { withTimezone: true }),
  removedAt: timestamp('removed_at', { withTimezone: true }),
});
export type HostRow = typeof hosts.$inferSelect;
