// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationKind, PlannedStep } from '#contract/operation.ts';
import type { OperationFacts, Step } from './step.ts';
import { afterRestore, leaveOldAddress } from './steps/after-restore.ts';
import { signAuthority } from './steps/authority.ts';
import {
  backUpBeforeUninstall,
  backUpBeforeUpdate,
  backUpNow,
  firstBackup,
  lastBackup,
  safetyBackup,
} from './steps/back-up.ts';
import { changePlan, deleteKept, forgetBackup, planBackups } from './steps/backup-plan.ts';
import { buildRelease } from './steps/build-release.ts';
import {
  getNewCertificate,
  lookAtAddress,
  openNewRoute,
  readdress,
  removeOldCertificate,
} from './steps/change-domain.ts';
import { checkAnswers, checkPrivately, checkPublicly } from './steps/check-app.ts';
import { checkChange, visitAfterwards, visitBeforeEnd } from './steps/check-change.ts';
import { configure } from './steps/configure.ts';
import {
  checkHost,
  forgetFirstWay,
  greetAgent,
  installAgent,
  makeBase,
  recordHost,
  setTrust,
} from './steps/connect-host.ts';
import { checkNothingInstalled, removeAgent } from './steps/disconnect-host.ts';
import { getCertificate } from './steps/get-certificate.ts';
import { holdVisitors, reopen } from './steps/hold.ts';
import { initialise } from './steps/initialise.ts';
import { lookAtServer } from './steps/look-at-server.ts';
import {
  lookAtBackup,
  lookAtForeignBackup,
  lookBeforeRollBack,
  lookBeforeUpdate,
} from './steps/look-before-change.ts';
import { makeAddons } from './steps/make-addons.ts';
import { migrate } from './steps/migrate.ts';
import { openRoute } from './steps/open-route.ts';
import { openStore, retainStored } from './steps/open-store.ts';
import { prepareRelease } from './steps/prepare-release.ts';
import { putData, switchData } from './steps/put-data.ts';
import { rehearse } from './steps/rehearse.ts';
import { reservePlace } from './steps/reserve-place.ts';
import { setNewPassword, tryNewPassword } from './steps/reset-password.ts';
import { restart } from './steps/restart.ts';
import { lookBeforeCertificate, setCertificate } from './steps/set-certificate.ts';
import { start } from './steps/start.ts';
import { switchRelease } from './steps/switch-release.ts';
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
    planBackups,
    firstBackup,
    getCertificate,
    openRoute,
    checkPublicly,
  ],
  restart: [restart, checkAnswers],
  uninstall: [
    backUpBeforeUninstall,
    closeRoute,
    stop,
    removeCertificate,
    removeAddons,
    unconfigure,
    releaseRoot,
    releaseReservation,
  ],
  'connect-host': [
    checkHost,
    installAgent,
    greetAgent,
    signAuthority,
    setTrust,
    makeBase,
    recordHost,
    forgetFirstWay,
  ],
  'disconnect-host': [checkNothingInstalled, removeAgent],
  'open-store': [openStore, retainStored],
  backup: [backUpNow],
  'set-backup-plan': [changePlan, forgetBackup, deleteKept],
  restore: [
    lookAtBackup,
    putData,
    prepareRelease,
    holdVisitors,
    stop,
    safetyBackup,
    switchRelease,
    switchData,
    start,
    afterRestore,
    checkChange,
    reopen,
    visitAfterwards,
  ],
  'install-from-backup': [
    lookAtServer,
    lookAtForeignBackup,
    reservePlace,
    buildRelease,
    makeAddons,
    configure,
    putData,
    switchData,
    leaveOldAddress,
    start,
    afterRestore,
    checkChange,
    planBackups,
    firstBackup,
    getCertificate,
    openRoute,
    visitBeforeEnd,
  ],
  update: [
    lookBeforeUpdate,
    prepareRelease,
    backUpBeforeUpdate,
    rehearse,
    holdVisitors,
    stop,
    lastBackup,
    switchRelease,
    migrate,
    start,
    checkChange,
    reopen,
    visitAfterwards,
  ],
  'roll-back': [
    lookBeforeRollBack,
    putData,
    prepareRelease,
    backUpBeforeUpdate,
    holdVisitors,
    stop,
    safetyBackup,
    switchRelease,
    switchData,
    start,
    afterRestore,
    checkChange,
    reopen,
    visitAfterwards,
  ],
  'change-domain': [
    lookAtAddress,
    getNewCertificate,
    holdVisitors,
    readdress,
    checkChange,
    openNewRoute,
    visitBeforeEnd,
    removeOldCertificate,
  ],
  'reset-password': [setNewPassword, tryNewPassword],
  'set-certificate': [lookBeforeCertificate, setCertificate, visitBeforeEnd],
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
