// SPDX-License-Identifier: AGPL-3.0-or-later
import { initTRPC } from '@trpc/server';
import { z } from 'zod';
import {
  AGENT_CONTRACT_VERSION,
  type HostFacts,
  helloOutput,
  readVerb,
  startEffectInput,
  startEffectOutput,
  waitEffectInput,
} from '#contract/agent-api.ts';
import { effectId, effectProgress } from '#contract/effect.ts';
import type { Failure } from '#contract/failure.ts';
import { type HostId, operationId } from '#contract/ids.ts';
import type { Result } from '#contract/result.ts';
import type { RootdVerb } from '#contract/rootd-api.ts';
import type { Effects } from './operations/effects.ts';

export interface AgentContext {
  readonly host: HostId;
  readonly bundleDigest: string;
  readonly effects: Effects;
  readonly facts: () => HostFacts;
  /** Asks rootd without a ticket; only for verbs that change nothing. */
  readonly read: (verb: RootdVerb, input: unknown) => Promise<Result<unknown, Failure>>;
}

const t = initTRPC.context<AgentContext>().create({ isDev: false });

/** What the control plane may ask of a host. It imports this router's type only; transport: agent/main.ts. */
export const agentRouter = t.router({
  hello: t.procedure.output(helloOutput).query(({ ctx }) => ({
    contract: AGENT_CONTRACT_VERSION,
    bundleDigest: ctx.bundleDigest,
    host: ctx.host,
  })),
  facts: t.procedure.query(({ ctx }) => ctx.facts()),
  /** Expected failures are values: { ok: false, error }. */
  read: t.procedure
    .input(z.strictObject({ verb: readVerb, input: z.json() }))
    .query(({ ctx, input }) => ctx.read(input.verb, input.input)),
  effects: t.router({
    start: t.procedure
      .input(startEffectInput)
      .output(startEffectOutput)
      .mutation(({ ctx, input }) => ctx.effects.start(input)),
    wait: t.procedure
      .input(waitEffectInput)
      .output(effectProgress)
      .query(({ ctx, input, signal }) => ctx.effects.wait(input, signal)),
    cancel: t.procedure
      .input(z.strictObject({ id: effectId }))
      .mutation(({ ctx, input }) => ctx.effects.cancel(input.id)),
  }),
  operations: t.router({
    /** Lets go of every installation that the operation holds. */
    release: t.procedure
      .input(z.strictObject({ operation: operationId }))
      .mutation(({ ctx, input }) => ctx.effects.release(input.operation)),
  }),
});

export type AgentRouter = typeof agentRouter;
