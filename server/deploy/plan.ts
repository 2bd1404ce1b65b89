// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationKind, PlannedStep } from '#contract/operation.ts';
import type { OperationFacts, Step } from './step.ts';
import { signAuthority } from './steps/authority.ts';
import { buildRelease } from './steps/build-release.ts';
import { checkAnswers, checkPrivately, checkPublicly } from './steps/check-app.ts';
import { configure } from './steps/configure.ts';
import { checkHost, greetAgent, installAgent, makeBase, recordHost, setTrust } from './steps/connect-host.ts';
import { checkNothingInstalled, removeAgent } from './steps/disconnect-host.ts';
import { getCertificate } from './steps/get-certificate.ts';
import { initialise } from './steps/initialise.ts';
import { lookAtServer } from './steps/look-at-server.ts';
import { makeAddons } from './steps/make-addons.ts';
import { openRoute } from './steps/open-route.ts';
import { reservePlace } from './steps/reserve-place.ts';
import { restart } from './steps/restart.ts';
import { start } from './steps/start.ts';
import {
  closeRoute,
  releaseReservation,
  releaseRoot,
  removeAddons,
  removeCertificate,
  stop,
  unconfigure,
} from './steps/take-away.ts';

/** The order of each kind of operation. The route is opened last: nobody reaches an app that has not proven itself. */
const ORDER = {
  install: [
    lookAtServer,
    reservePlace,
    buildRelease,
    makeAddons,
    configure,
    initialise,
    start,
    checkPrivately,
    getCertificate,
    openRoute,
    checkPublicly,
  ],
  restart: [restart, checkAnswers],
  uninstall: [
    closeRoute,
    stop,
    removeCertificate,
    removeAddons,
    unconfigure,
    releaseRoot,
    releaseReservation,
  ],
  'connect-host': [checkHost, installAgent, greetAgent, signAuthority, setTrust, makeBase, recordHost],
  'disconnect-host': [checkNothingInstalled, removeAgent],
} as const satisfies Record<OperationKind, readonly Step[]>;

/** The steps that this operation needs, in order. Pure: facts in, steps out. */
export function plan(facts: OperationFacts): readonly Step[] {
  const order: readonly Step[] = ORDER[facts.kind];
  return order.filter((step) => step.applies?.(facts) ?? true);
}

/** The plan as it is stored and shown. */
export function describePlan(facts: OperationFacts): PlannedStep[] {
  return plan(facts).map((step) => ({ id: step.id, title: step.title(facts) }));
}
