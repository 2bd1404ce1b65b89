// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { type AgentVerb, agentVerbs } from '#contract/agent-api.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, type Result } from '#contract/result.ts';
import { type RootdVerb, rootdVerbs } from '#contract/rootd-api.ts';
import type { VerbRun, VerbRunner } from './effects.ts';
import { callRootd, isRootdVerb } from './rootd-client.ts';

/** Does one of the agent's own verbs; inputs are parsed before. */
export type AgentVerbRunner = (verb: AgentVerb, run: VerbRun) => Promise<Result<unknown, Failure>>;

const MINUTE = 60_000;
/** Builds download; hooks run as long as the package may (300 s each); the rest is quick. */
const TIMEOUTS_MS: Partial<Record<RootdVerb, number>> = {
  'base.ensure': 45 * MINUTE,
  'root.build': 60 * MINUTE,
  'addons.create': 30 * MINUTE,
  'installation.prepare': 30 * MINUTE,
  'installation.start': 35 * MINUTE,
  'installation.restart': 60 * MINUTE,
  // Installs services that a new release asks for.
  'release.prepare': 30 * MINUTE,
  // Large trees and many of them.
  'state.discard': 60 * MINUTE,
  'host.prune': 2 * 60 * MINUTE,
  // Much data over a slow line.
  'backup.run': 26 * 60 * MINUTE,
  'backup.verify': 26 * 60 * MINUTE,
  'backup.forget': 6 * 60 * MINUTE,
  'state.restore': 26 * 60 * MINUTE,
  'root.restore': 6 * 60 * MINUTE,
  'store.retain': 6 * 60 * MINUTE,
  // Its own limit is 30 minutes for what makes or changes all tables.
  'hook.run': 35 * MINUTE,
};
const TIMEOUT_MS = 15 * MINUTE;

const isAgentVerb = (verb: string): verb is AgentVerb => Object.hasOwn(agentVerbs, verb);

/** Verbs of rootd go there as they are; the agent's own are done here. */
export function verbRunner(ports: { rootdSocket: string; agentVerb: AgentVerbRunner }): VerbRunner {
  return {
    refusal: (verb, input) => {
      const schema: z.ZodType | undefined = isRootdVerb(verb)
        ? rootdVerbs[verb].input
        : isAgentVerb(verb)
          ? agentVerbs[verb]
          : undefined;
      if (!schema) return failure('input-refused', `The server does not know "${verb.slice(0, 80)}".`);
      const parsed = schema.safeParse(input);
      if (parsed.success) return null;
      return failure('input-refused', `The input of "${verb}" is not in the contract.`, {
        detail: z.prettifyError(parsed.error).slice(0, 4000),
      });
    },
    run: async (run) => {
      if (isAgentVerb(run.verb)) return ports.agentVerb(run.verb, run);
      if (!isRootdVerb(run.verb))
        return err(failure('input-refused', `The server does not know "${run.verb}".`));
      return callRootd({
        socketPath: ports.rootdSocket,
        verb: run.verb,
        input: run.input,
        ticket: run.ticket,
        secrets: Object.keys(run.secrets).length === 0 ? undefined : run.secrets,
        listener: run.listener,
        timeoutMs: TIMEOUTS_MS[run.verb] ?? TIMEOUT_MS,
        signal: run.signal,
      });
    },
  };
}
