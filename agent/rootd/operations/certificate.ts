// SPDX-License-Identifier: AGPL-3.0-or-later

import { paths } from '#agent/host/paths.ts';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { readLeaf } from '../certificates/leaf-facts.ts';
import { done, type Handler, recordOf } from '../context.ts';
import { rootdPaths } from '../rootd-paths.ts';

/** certificate.issue: keeps the one that is there while it is ours, for this name and good for more than 30 days. */
export const certificateIssue: Handler<'certificate.issue'> = async ({ input, context }) => {
  const { host } = context;
  // Only when needed: the library is larger than all the rest of rootd.
  const { readAuthority } = await import('../certificates/authority.ts');
  const { issueLeaf, RENEW_BEFORE_MS } = await import('../certificates/leaf.ts');
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const authority = await readAuthority(host);
  if (!authority) {
    return err(
      failure('certificate-failed', 'This server may not make certificates yet.', {
        remedy: 'Connect the server again.',
      }),
    );
  }
  const files = rootdPaths.certificate(input.installation);
  const chain = await host.readText(files.chain);
  const there = chain === null ? null : readLeaf(chain);
  if (
    there?.domains.includes(record.value.domain) &&
    there.issuedBy(authority.intermediatePem) &&
    there.notAfterMs - host.nowMs() > RENEW_BEFORE_MS &&
    (await host.exists(files.key))
  ) {
    return ok({ serial: there.serial, notAfterMs: there.notAfterMs });
  }

  // The highest bit is clear and the number is never zero, as RFC 5280 asks.
  const serial = `5${Buffer.from(host.randomBytes(16)).toString('hex').slice(1)}`;
  const leaf = await issueLeaf({ domain: record.value.domain, serial, nowMs: host.nowMs() }, authority);
  await host.makeDirectory(files.directory, { mode: 0o700, uid: 0, gid: 0 });
  await host.writeAtomic(files.key, leaf.keyPem, { mode: 0o600 });
  await host.writeAtomic(files.chain, leaf.chainPem, { mode: 0o600 });
  if ((await context.plugins.proxy.inventory(record.value.user, host)).length > 0) {
    const reloaded = await context.shared.run('nginx', () => context.plugins.proxy.reload(host));
    if (!reloaded.ok) return reloaded;
  }
  return ok({ serial: leaf.serial, notAfterMs: leaf.notAfterMs });
};

export const certificateRemove: Handler<'certificate.remove'> = async ({ input, context }) => {
  await context.host.removeTree(paths.certificates(input.installation));
  return done;
};
