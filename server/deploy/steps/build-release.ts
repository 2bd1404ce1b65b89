// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import type { DebianSuite } from '#contract/rootd-api.ts';
import type { OperationFacts, Step } from '../step.ts';
import { appTitle, installationOf } from '../subject.ts';
import { bytesText, plural, upstreamVersion } from '../wording.ts';

export const buildRelease: Step = {
  id: 'build-release',
  title: (facts) => `Fetch ${appTitle(facts)}`,
  async do(context) {
    const installation = installationOf(context.facts);
    // The organisation's list may have grown since the host was connected; downloads need it.
    const certificatesPem = [...(await context.hostConnection.trustedCertificates())];
    const trusted = await context.effect('trust.set', { certificatesPem });
    if (!trusted.ok) return trusted;
    const base = await context.effect('base.ensure', { suite: suiteOf(context.facts) });
    if (!base.ok) return base;
    const built = await context.effect('root.build', { installation: installation.id });
    if (!built.ok) return built;
    const { digest, version, packages, bytes, reused } = built.value;
    await context.recordInstalled({ version: upstreamVersion(version), rootDigest: digest });
    return ok({
      doneTitle: `Fetched ${appTitle(context.facts)} ${upstreamVersion(version)}`,
      found: reused
        ? `${bytesText(bytes)}, already on this server`
        : packages > 0
          ? `${plural(packages, 'package')}, ${bytesText(bytes)}, checksums match`
          : `${bytesText(bytes)}, checksum matches`,
    });
  },
  // The base tree stays: other apps of the suite stand on it.
  async undo(context) {
    const released = await context.effect('root.release', { installation: installationOf(context.facts).id });
    return released.ok ? ok(undefined) : released;
  },
};

function suiteOf(facts: OperationFacts): DebianSuite {
  return installationOf(facts).package.manifest.source.suite;
}
