// SPDX-License-Identifier: AGPL-3.0-or-later

import { z } from 'zod';
import { withoutUnprintable } from '#agent/host/control-characters.ts';
import type { Listener } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { type InstallationId, installationId } from '#contract/ids.ts';
import { err, type Result } from '#contract/result.ts';
import { type RootdVerb, rootdRequest, rootdVerbs } from '#contract/rootd-api.ts';
import type { Handler, RootdContext } from './context.ts';
import { handlers } from './handlers.ts';
import { sha256OfJson, type TicketCheck } from './ticket-check.ts';

export interface Dispatcher {
  readonly context: RootdContext;
  readonly tickets: TicketCheck;
}

/** These only read, so they do not wait for what is done to an installation. */
const READING: readonly RootdVerb[] = [
  'installation.describe',
  'installation.status',
  'installation.inventory',
  'host.installations',
  'logs.read',
  'root.parts',
  'backup.book',
  'backup.books',
];

/** These are made to run beside what is done to an installation, and keep out of its way themselves. */
const BESIDE: readonly RootdVerb[] = ['installation.prepare'];

const isVerb = (verb: string): verb is RootdVerb => Object.hasOwn(rootdVerbs, verb);

/**
 * One request: strictly parsed, its ticket checked and used up, then its handler. Bugs throw.
 */
export async function dispatch(
  line: string,
  listener: Listener,
  rootd: Dispatcher,
): Promise<Result<unknown, Failure>> {
  const request = rootdRequest.safeParse(parseJson(line));
  if (!request.success) return err(failure('input-refused', 'The request is not in the contract.'));
  const { verb, input, ticket, secrets = {} } = request.data;
  if (!isVerb(verb)) return err(failure('input-refused', 'There is no such verb.'));
  const parsed = rootdVerbs[verb].input.safeParse(input);
  if (!parsed.success) {
    return err(
      failure('input-refused', `The input of ${verb} is not in the contract: ${firstIssue(parsed.error)}`, {
        detail: printable(z.prettifyError(parsed.error)).slice(0, 4000),
      }),
    );
  }
  const installation = installationOf(parsed.data);
  const act = async (): Promise<Result<unknown, Failure>> => {
    if (rootdVerbs[verb].ticket) {
      const packageDigests = await digestsDemanded(verb, input, installation, rootd.context);
      const permitted = await rootd.tickets.use({ ticket, verb, input, installation, packageDigests });
      if (!permitted.ok) return permitted;
    }
    // The table pairs each verb with the handler of its own input; TypeScript cannot follow that through a union.
    const handler = handlers[verb] as Handler<RootdVerb>;
    const outcome = await handler({ input: parsed.data as never, secrets, context: rootd.context, listener });
    if (!outcome.ok) return outcome;
    return { ok: true, value: rootdVerbs[verb].output.parse(outcome.value) };
  };
  if (installation === null || READING.includes(verb) || BESIDE.includes(verb)) return act();
  return rootd.context.installations.run(installation, act);
}

/** About a release that is not, or not any more, the current one: the ticket may name the package of any that it has. */
const OF_ANY_RELEASE: readonly RootdVerb[] = ['root.build', 'root.restore', 'release.switch', 'release.drop'];

/** null: a verb of the host; undefined: an installation that we do not have, so nothing can be done to it either. */
async function digestsDemanded(
  verb: RootdVerb,
  input: unknown,
  installation: InstallationId | null,
  context: RootdContext,
): Promise<readonly string[] | null | undefined> {
  if (installation === null) return null;
  if (verb === 'installation.reserve' || verb === 'release.prepare')
    return [sha256OfJson((input as { package: unknown }).package)];
  const record = await context.records.read(installation);
  if (!record) return undefined;
  if (!OF_ANY_RELEASE.includes(verb)) return [record.packageDigest];
  return [record, record.next, ...record.previous].flatMap((release) => release?.packageDigest ?? []);
}

function installationOf(input: unknown): InstallationId | null {
  const found = z.object({ installation: installationId }).safeParse(input);
  return found.success ? found.data.installation : null;
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return printable(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`).slice(0, 500);
}

function printable(text: string): string {
  return withoutUnprintable(text);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
