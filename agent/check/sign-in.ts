// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { ManifestSignIn } from '#contract/manifest/check.ts';
import { type InterpolationScope, interpolate, interpolateJson } from '#contract/manifest/interpolate.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { describeAnswer, excerpt } from './seen.ts';
import { badPackage, beginSession, type Credential, type Session } from './session.ts';
import type { FollowedAnswer, SiteClient } from './site-client.ts';

export interface SignInCheck {
  readonly newClient: () => SiteClient;
  readonly way: ManifestSignIn;
  readonly credential: Credential;
  /** Of no account: made for this check. */
  readonly wrongPassword: string;
  readonly scopeFor: (credential: Credential) => InterpolationScope;
  readonly note: (sentence: string) => void;
}

/**
 * Proves the app's own sign-in, in an order in which every part could fail:
 * without a session `inside` is closed; with the right password it is open; with a wrong one it stays closed and the
 * app says so as the package expects.
 */
export async function checkSignIn(check: SignInCheck): Promise<Result<{ notes: string[] }, Failure>> {
  const { way, credential } = check;
  const filled = interpolateJson(way.inside, check.scopeFor(credential));
  if (!filled.ok) return err(badPackage(filled.error.message));
  const inside = filled.value;
  const { path } = inside;

  const stranger: Session = { client: check.newClient(), headers: {}, answer: null, token: null };
  const closed = await visit(stranger, inside);
  if (closed.reached) {
    return err(
      failure(
        'sign-in-failed',
        `Anybody can see ${path} without signing in: ${describeAnswer(closed.answer.last)}.`,
        {
          remedy:
            'Do not use this installation. Report it: the app is open to everybody, or its package checks the wrong page.',
        },
      ),
    );
  }
  if (way.basic?.realm !== undefined) {
    const asked = closed.answer.first.headers['www-authenticate'] ?? '';
    if (!asked.includes(way.basic.realm)) {
      return err(
        failure(
          'sign-in-failed',
          `${describeAnswer(closed.answer.first)} without asking for a password as “${way.basic.realm}”.`,
        ),
      );
    }
  }

  check.note(`Signing in as ${credential.login}`);
  const right = await beginSession({
    client: check.newClient(),
    way,
    credential,
    scope: check.scopeFor(credential),
  });
  if (!right.ok) return right;
  const open = await visit(right.value, inside);
  if (!open.reached) return err(notInside(check, inside, { session: right.value, visit: open.answer }));

  check.note('Trying a wrong password');
  const wrongCredential = { ...credential, password: check.wrongPassword };
  const wrong = await beginSession({
    client: check.newClient(),
    way,
    credential: wrongCredential,
    scope: check.scopeFor(wrongCredential),
  });
  if (!wrong.ok) return wrong;
  const after = await visit(wrong.value, inside);
  if (after.reached) {
    return err(
      failure(
        'sign-in-failed',
        `The app let somebody in with a wrong password: ${describeAnswer(after.answer.last)}.`,
        {
          remedy: 'Do not use this installation: it does not check passwords. Report it.',
        },
      ),
    );
  }
  const refusal = wrong.value.answer ?? after.answer;
  const expected = refusalMatches(refusal, way.refused, check.scopeFor(credential));
  if (!expected) {
    return err(
      failure(
        'sign-in-failed',
        `A wrong password was not refused as expected: ${describeAnswer(refusal.last)}.`,
        {
          remedy:
            'Look at the log of the app. If it is well, its sign-in has changed and the package must be mended.',
          detail: excerpt(refusal.last),
        },
      ),
    );
  }
  return ok({
    notes: [
      `Without signing in ${path} is closed`,
      `Signed in as ${credential.login} and reached ${path}`,
      'A wrong password is refused',
    ],
  });
}

type Inside = ManifestSignIn['inside'];

async function visit(
  session: Session,
  inside: Inside,
): Promise<{ reached: boolean; answer: FollowedAnswer }> {
  const answer = await session.client.send({
    method: inside.method,
    path: inside.path,
    headers: session.headers,
  });
  const reached = [answer.first, answer.last].some(
    (one) => one.status === inside.status && one.body.includes(inside.contains),
  );
  return { reached, answer };
}

function refusalMatches(
  answer: FollowedAnswer,
  refused: ManifestSignIn['refused'],
  scope: InterpolationScope,
): boolean {
  const contains = refused.contains === undefined ? ok('') : interpolate(refused.contains, scope);
  if (!contains.ok) return false;
  const answers = [answer.first, answer.last];
  return (
    (refused.status === undefined || answers.some((one) => one.status === refused.status)) &&
    answers.some((one) => one.body.includes(contains.value))
  );
}

function notInside(
  check: SignInCheck,
  inside: Inside,
  seen: { session: Session; visit: FollowedAnswer },
): Failure {
  const { last } = seen.visit;
  const lacks =
    last.status === inside.status ? `, without “${inside.contains}”` : ` instead of ${inside.status}`;
  const answer = seen.session.answer?.last;
  return failure(
    'sign-in-failed',
    `Signing in as ${check.credential.login} did not lead into the app: ${describeAnswer(last)}${lacks}.`,
    {
      remedy: 'Look at the log of the app. If its password was changed by hand, this check cannot know it.',
      detail: [
        ...(answer ? [`After the sign-in ${describeAnswer(answer)}:`, excerpt(answer)] : []),
        `At ${inside.path}:`,
        excerpt(last),
      ].join('\n'),
    },
  );
}
