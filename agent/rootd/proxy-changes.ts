// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import type { Result } from '#contract/result.ts';
import { mendCertificates } from './certificates/mend-certificates.ts';
import type { RootdContext } from './context.ts';

/**
 * One change of the proxy at a time. The proxy takes all its sites or none, so one certificate that somebody damaged
 * would stop the changes of everybody: where it refuses, such ones are put right and the change is made once more.
 */
export async function changeProxy<T>(
  context: RootdContext,
  act: () => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  return context.shared.run('nginx', async () => {
    const changed = await act();
    if (changed.ok || changed.error.code !== 'proxy-refused') return changed;
    return (await mendCertificates(context)) > 0 ? act() : changed;
  });
}
