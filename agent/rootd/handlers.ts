// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RootdVerb } from '#contract/rootd-api.ts';
import type { Handler } from './context.ts';
import { acmeSet } from './operations/acme-set.ts';
import { addonsCreate } from './operations/addons-create.ts';
import { addonsRemove } from './operations/addons-remove.ts';
import { authorityInstall, authorityRequest } from './operations/authority.ts';
import { backupBook, backupBooks } from './operations/backup-books.ts';
import { backupDelete } from './operations/backup-delete.ts';
import { backupForget } from './operations/backup-forget.ts';
import { backupInspect } from './operations/backup-inspect.ts';
import { backupPlanSet } from './operations/backup-plan-set.ts';
import { backupRun } from './operations/backup-run.ts';
import { backupVerify } from './operations/backup-verify.ts';
import { baseEnsure } from './operations/base-ensure.ts';
import { certificateIssue, certificateRemove, certificateRenew } from './operations/certificate.ts';
import { configure } from './operations/configure.ts';
import { countRun } from './operations/count-run.ts';
import { describe, hostInstallations } from './operations/describe.ts';
import { hookRun } from './operations/hook-run.ts';
import { inventory } from './operations/inventory.ts';
import { restart, start, stop } from './operations/life.ts';
import { logsRead } from './operations/logs-read.ts';
import { prepare } from './operations/prepare.ts';
import { prune } from './operations/prune.ts';
import { readdress } from './operations/readdress.ts';
import { release } from './operations/release.ts';
import { releaseDrop, releasePrepare, releaseSwitch } from './operations/release-change.ts';
import { reserve } from './operations/reserve.ts';
import { rootBuild } from './operations/root-build.ts';
import { partsOfRoot } from './operations/root-parts.ts';
import { rootRelease } from './operations/root-release.ts';
import { rootRestore } from './operations/root-restore.ts';
import { routeClose, routeHold, routeOpen, routeResume } from './operations/route.ts';
import { stateDiscard, stateRestore, stateSwitch } from './operations/state-change.ts';
import { status } from './operations/status.ts';
import { storeRetain, storeSet } from './operations/store.ts';
import { trustSet } from './operations/trust-set.ts';
import { unconfigure } from './operations/unconfigure.ts';

/** rootd's closed list. */
export const handlers: { readonly [V in RootdVerb]: Handler<V> } = {
  'base.ensure': baseEnsure,
  'authority.request': authorityRequest,
  'authority.install': authorityInstall,
  'trust.set': trustSet,
  'installation.reserve': reserve,
  'installation.release': release,
  'root.build': rootBuild,
  'installation.prepare': prepare,
  'root.release': rootRelease,
  'addons.create': addonsCreate,
  'addons.remove': addonsRemove,
  'installation.configure': configure,
  'installation.unconfigure': unconfigure,
  'hook.run': hookRun,
  'certificate.issue': certificateIssue,
  'certificate.remove': certificateRemove,
  'route.open': routeOpen,
  'route.close': routeClose,
  'route.hold': routeHold,
  'route.resume': routeResume,
  'installation.start': start,
  'installation.stop': stop,
  'installation.restart': restart,
  'count.run': countRun,
  'installation.describe': describe,
  'installation.status': status,
  'installation.inventory': inventory,
  'host.installations': hostInstallations,
  'logs.read': logsRead,
  'root.parts': partsOfRoot,
  'acme.set': acmeSet,
  'release.prepare': releasePrepare,
  'release.switch': releaseSwitch,
  'release.drop': releaseDrop,
  'state.restore': stateRestore,
  'state.switch': stateSwitch,
  'state.discard': stateDiscard,
  'installation.readdress': readdress,
  'backup.plan-set': backupPlanSet,
  'backup.inspect': backupInspect,
  'root.restore': rootRestore,
  'backup.forget': backupForget,
  'backup.delete': backupDelete,
  'store.set': storeSet,
  'store.retain': storeRetain,
  'backup.run': backupRun,
  'backup.verify': backupVerify,
  'backup.book': backupBook,
  'backup.books': backupBooks,
  'certificate.renew': certificateRenew,
  'host.prune': prune,
};
