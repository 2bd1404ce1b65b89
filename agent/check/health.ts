// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { describeAnswer, describeTransport, excerpt, isCertificateError, isHtml } from './seen.ts';
import type { SiteAnswer, SiteClient } from './site-client.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

export interface Clock {
  readonly nowMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/** Asks until the app answers as [healthcheck] says, at most for its grace. */
export async function checkHealth(asked: {
  readonly client: SiteClient;
  readonly health: Manifest['healthcheck'];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly note: (sentence: string) => void;
}): Promise<Result<{ notes: string[] }, Failure>> {
  const { client, health, clock } = asked;
  const startMs = clock.nowMs();
  const deadlineMs = startMs + health.grace * 1000;
  let seen = 'nothing was asked yet';
  let body: string | null = null;
  let certificate = false;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    if (asked.signal.aborted) return err(failure('cancelled', 'It was cancelled.'));
    try {
      const { first, last } = await client.send({
        method: 'GET',
        path: health.path,
        timeoutMs: health.timeout * 1000,
      });
      if (isHealthy(first, health) || isHealthy(last, health)) {
        const seconds = ((clock.nowMs() - startMs) / 1000).toFixed(1);
        return ok({ notes: [`${health.path} answered ${first.status} after ${seconds} s`] });
      }
      const missing =
        last.status === health.status && health.contains ? `, without “${health.contains}”` : '';
      seen = describeAnswer(last) + missing;
      body = excerpt(last);
      certificate = false;
    } catch (error) {
      seen = `${health.path}: ${describeTransport(error)}`;
      body = null;
      certificate = isCertificateError(error);
    }
    if (clock.nowMs() + pauseMs >= deadlineMs) break;
    await clock.pause(pauseMs);
  }
  if (certificate) {
    return err(
      failure('certificate-failed', `The secure connection to the app could not be made: ${seen}.`, {
        remedy: 'Try again. If it stays, look at the certificate on the page of the installation.',
      }),
    );
  }
  return err(
    failure('check-failed', `The app did not answer as it should within ${health.grace} seconds: ${seen}.`, {
      remedy:
        'Look at its log for the reason. If the server is busy or short of memory, make room and try again.',
      ...(body ? { detail: body } : {}),
    }),
  );
}

function isHealthy(answer: SiteAnswer, health: Manifest['healthcheck']): boolean {
  if (answer.status !== health.status) return false;
  if (health.contains !== undefined) return answer.body.includes(health.contains);
  // A page with nothing in it: an app without its theme, for example.
  return !(answer.status === 200 && isHtml(answer) && answer.body.trim() === '');
}
