// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { installationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { AgentPort, HostPromise } from './keep-promises.ts';

/**
 * What the arguments of promise.mjs ask for:
 *
 *   backup <installation>   verify <installation>   renew   prune
 */
export async function promisesOf(
  argv: readonly string[],
  agent: Pick<AgentPort, 'installations'>,
): Promise<Result<readonly HostPromise[], Failure>> {
  const [what, whose, ...more] = argv;
  if (more.length > 0) return unknown();
  const installation = installationId.safeParse(whose);
  if (what === 'backup' && installation.success) {
    const of = installation.data;
    return ok([{ installation: of, verb: 'backup.run', input: { installation: of, reason: 'scheduled' } }]);
  }
  if (what === 'verify' && installation.success) {
    const of = installation.data;
    return ok([{ installation: of, verb: 'backup.verify', input: { installation: of } }]);
  }
  if (whose !== undefined) return unknown();
  if (what === 'prune') return ok([{ installation: null, verb: 'host.prune', input: {} }]);
  if (what === 'renew') {
    const there = await agent.installations();
    if (!there.ok) return there;
    return ok(
      there.value
        .filter(({ rehearsalOf }) => rehearsalOf === null)
        .map(({ installation: of }) => ({
          installation: of,
          verb: 'certificate.renew',
          input: { installation: of },
        })),
    );
  }
  return unknown();
}

const unknown = () =>
  err(failure('input-refused', 'Say one of: backup <installation>, verify <installation>, renew, prune.'));
