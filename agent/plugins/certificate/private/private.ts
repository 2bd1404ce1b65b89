// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { paths } from '#agent/host/paths.ts';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import type { PrivateIssuer } from '../contract.ts';

// The library for X.509 is larger than all the rest of rootd, so it is loaded when something is signed.
export const privateIssuer: PrivateIssuer = {
  name: 'private',

  source: async (host) => {
    const pem = await host.readText(paths.authorityFiles.intermediate);
    if (pem === null) return null;
    // The key, not the certificate: that is signed again for more names and a longer life, and what it signed stays good.
    const key = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    return `private:${createHash('sha256').update(key).digest('hex')}`;
  },

  issue: async (order, host) => {
    const { readAuthority } = await import('./authority.ts');
    const { issueLeaf } = await import('./leaf.ts');
    const authority = await readAuthority(host);
    if (authority === null) return err(notYet);
    if (authority.intermediate.notAfter.getTime() <= host.nowMs()) return err(ranOut);
    // The highest bit is clear and the number is never zero, as RFC 5280 asks.
    const serial = `5${Buffer.from(host.randomBytes(16)).toString('hex').slice(1)}`;
    const chainPem = await issueLeaf({ ...order, serial, nowMs: host.nowMs() }, authority);
    return ok({ chainPem });
  },

  request: async (hostId, host) => (await import('./authority.ts')).certificateRequest(hostId, host),

  install: async (pems, host) => (await import('./authority.ts')).installAuthority(pems, host),

  notAfterMs: async (host) => {
    const pem = await host.readText(paths.authorityFiles.intermediate);
    return pem === null ? null : Date.parse(new X509Certificate(pem).validTo);
  },
};

const notYet = failure('certificate-failed', 'This server may not make certificates yet.', {
  remedy: 'Connect the server again.',
});

const ranOut = failure('certificate-failed', "This server's own authority has run out.", {
  remedy: 'It is renewed as soon as this site reaches the server again: check that it is connected.',
});
