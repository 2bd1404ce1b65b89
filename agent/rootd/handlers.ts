// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RootdVerb } from '#contract/rootd-api.ts';
import type { Handler } from './context.ts';
import { addonsCreate } from './operations/addons-create.ts';
import { addonsRemove } from './operations/addons-remove.ts';
import { authorityInstall, authorityRequest } from './operations/authority.ts';
import { baseEnsure } from './operations/base-ensure.ts';
import { certificateIssue, certificateRemove } from './operations/certificate.ts';
import { configure } from './operations/configure.ts';
import { describe, hostInstallations } from './operations/describe.ts';
import { hookRun } from './operations/hook-run.ts';
import { inventory } from './operations/inventory.ts';
import { restart, start, stop } from './operations/life.ts';
import { logsRead } from './operations/logs-read.ts';
import { release } from './operations/release.ts';
import { reserve } from './operations/reserve.ts';
import { rootBuild } from './operations/root-build.ts';
import { rootRelease } from './operations/root-release.ts';
import { routeClose, routeOpen } from './operations/route.ts';
import { status } from './operations/status.ts';
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
  'installation.start': start,
  'installation.stop': stop,
  'installation.restart': restart,
  'installation.describe': describe,
  'installation.status': status,
  'installation.inventory': inventory,
  'host.installations': hostInstallations,
  'logs.read': logsRead,
};
